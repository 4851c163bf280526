"""A letter becomes a request, or goes on with one; nothing is lost (A2, F10)."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings

from otklik.channels.email import showing, tokens
from otklik.channels.email.html import SANITISER_VERSION
from otklik.channels.email.receiving import receive
from otklik.channels.models import Delivery, Inbound, LetterId, Mailbox
from otklik.channels.receiving import read
from otklik.channels.registry import TooEarly
from otklik.kernel import clock, events, jobs
from otklik.people import identifying
from otklik.people.models import Person
from otklik.tickets.models import Message, Ticket
from tests.cast import Cast
from tests.channels.email.letters import DSN, letter

pytestmark = pytest.mark.django_db


def arrived(message: Any, mailbox: Mailbox | None = None) -> Inbound:
    """The letter came and its job ran, twice: jobs may be run again (F25)."""
    raw = message if isinstance(message, bytes) else message.as_bytes()
    inbound = receive(raw, mailbox)
    jobs.run_due(times=2)
    inbound.refresh_from_db()
    return inbound


def ticket_of(inbound: Inbound) -> Ticket:
    assert inbound.ticket, (inbound.state, inbound.reason, inbound.error)
    return inbound.ticket


def test_a_letter_of_a_known_customer_opens_a_request(cast: Cast, mailbox: Mailbox) -> None:
    raw = letter("Письма не уходят.\n\nВера", sender="Вера <VERA@warm.example>", Message_ID="<a1@warm.example>")
    inbound = arrived(raw, mailbox)
    ticket = ticket_of(inbound)
    assert (ticket.customer, ticket.subject, ticket.channel, ticket.language) == (
        cast.vera,
        "Письма не доходят",
        "email",
        "ru",
    )
    assert ticket.organization == cast.company("warm")
    assert inbound.message
    assert inbound.message.body == "Письма не уходят.\n\nВера"
    assert inbound.octets() == raw.as_bytes()
    assert LetterId.ticket_of("a1@warm.example") == ticket


def test_a_stranger_becomes_a_person_with_an_unverified_address(mailbox: Mailbox) -> None:
    ticket = ticket_of(arrived(letter(sender="Ольга Новая <olga@new.example>"), mailbox))
    person = identifying.find("email", "olga@new.example")
    assert person == ticket.customer
    assert (ticket.customer.name, ticket.customer.is_staff_member) == ("Ольга Новая", False)
    assert not person.identities.verified().exists()
    assert ticket.reply_to == person.identities.get()


def test_a_customer_who_only_wrote_letters_finds_them_all(cast: Cast, mailbox: Mailbox) -> None:
    first = ticket_of(arrived(letter(sender="olga@new.example"), mailbox))
    second = ticket_of(arrived(letter("Ещё вопрос", sender="Olga@New.example"), mailbox))
    olga = identifying.find("email", "olga@new.example")
    assert set(Ticket.objects.visible_to(olga)) == {first, second}


def test_files_and_images_come_with_the_letter(mailbox: Mailbox) -> None:
    html = '<p>Вот <img src="cid:pic@x"><img src="http://spy.example/1.gif"></p>'
    message = letter(html=html, files=[("Счёт.pdf", "application/pdf", b"%PDF-1.4")])
    page = message.get_body(("html",))
    assert page
    page.add_related(PNG, maintype="image", subtype="png", cid="<pic@x>")
    said = arrived(message, mailbox).message
    assert said
    files = {file.name: file for file in said.attachments.all()}
    assert files["Счёт.pdf"].file.mime == "application/pdf"
    (image,) = [file for file in files.values() if file.is_inline]
    assert image.content_id == "pic@x"
    assert 'src="cid:pic@x"' in said.html
    assert "spy.example" not in said.html


def test_the_quote_is_folded_and_the_whole_letter_kept(cast: Cast, mailbox: Mailbox) -> None:
    text = "Да, помогло не всё?\n\nпн, 4 авг. 2026 г. в 09:14, Анна <a@x.ru> написал(а):\n\n> Проверьте\n"
    html = '<p>Да, помогло не всё?</p><blockquote class="gmail_quote">Проверьте</blockquote>'
    said = arrived(letter(text, html=html), mailbox).message
    assert said
    assert said.body == "Да, помогло не всё?"
    assert "Проверьте" in said.full_text
    shown, _fold, folded = said.html.partition('<hr class="fold">')
    assert "Проверьте" not in shown
    assert "Проверьте" in folded


def test_a_forward_is_kept_whole(mailbox: Mailbox) -> None:
    text = "Смотрите\n\nОт: Иван <i@x.ru>\nОтправлено: 4 августа 2026 г. 9:14\nТема: Счёт\n\nПришлите счёт"
    html = "<p>Смотрите</p><p>От: Иван<br>Отправлено: 4 августа<br>Тема: Счёт</p><p>Пришлите счёт</p>"
    said = arrived(letter(text, subject="Fwd: Счёт", html=html), mailbox).message
    assert said
    assert "Пришлите счёт" in said.body
    assert "fold" not in said.html


# Threads (research: mail, §3.1)


def answered(cast: Cast, mailbox: Mailbox) -> tuple[Ticket, Any]:
    """A request of Vera that Anna has answered, and the letter that Vera got."""
    ticket = ticket_of(arrived(letter(sender="vera@warm.example"), mailbox))
    ticket.reply(by=cast.anna, body="Какой адрес?")
    with clock.at(clock.now() + timedelta(minutes=1)):
        jobs.run_due()
    return ticket, Delivery.objects.get(message__ticket=ticket)


def token_of(delivery: Delivery) -> str:
    return tokens.reply_address("support@prichal.example", delivery.message.ticket_id, delivery.identity_id)  # type: ignore[union-attr,arg-type]


def test_an_answer_to_the_marked_address_goes_on(cast: Cast, mailbox: Mailbox) -> None:
    ticket, delivery = answered(cast, mailbox)
    inbound = arrived(
        letter("vera@", sender="vera@warm.example", subject="Совсем другое", to=token_of(delivery)), mailbox
    )
    assert ticket_of(inbound) == ticket
    ticket.refresh_from_db()
    assert ticket.reply_owed_since is not None
    assert not inbound.message.is_flagged  # type: ignore[union-attr]


def test_an_answer_to_our_letter_goes_on_without_the_mark(cast: Cast, mailbox: Mailbox) -> None:
    ticket, delivery = answered(cast, mailbox)
    reply = letter("Вот", sender="vera@warm.example", In_Reply_To=f"<{delivery.letter_id}>")
    assert ticket_of(arrived(reply, mailbox)) == ticket


def test_a_second_letter_on_ones_own_first_goes_on(cast: Cast, mailbox: Mailbox) -> None:
    ticket = ticket_of(arrived(letter(sender="vera@warm.example", Message_ID="<Own.1@warm.example>"), mailbox))
    more = letter("И ещё", sender="vera@warm.example", References="<x@y> <own.1@warm.example>")
    assert ticket_of(arrived(more, mailbox)) == ticket


def test_a_colleague_of_the_customer_may_go_on(cast: Cast, mailbox: Mailbox) -> None:
    ticket, delivery = answered(cast, mailbox)
    reply = letter("Я от Веры", sender="pavel@warm.example", In_Reply_To=f"<{delivery.letter_id}>")
    assert ticket_of(arrived(reply, mailbox)) == ticket


@pytest.mark.parametrize("sender", ["zoya@warm.example", "ruslan@cold.example", "nobody@new.example"])
def test_nobody_gets_in_by_the_id_of_a_letter_alone(cast: Cast, mailbox: Mailbox, sender: str) -> None:
    ticket, delivery = answered(cast, mailbox)
    reply = letter("Пустите", sender=sender, In_Reply_To=f"<{delivery.letter_id}>")
    assert ticket_of(arrived(reply, mailbox)) != ticket


def test_a_stranger_with_the_mark_joins_flagged_and_without_the_history(cast: Cast, mailbox: Mailbox) -> None:
    ticket, delivery = answered(cast, mailbox)
    inbound = arrived(letter("Я новый", sender="new@other.example", to=token_of(delivery)), mailbox)
    assert ticket_of(inbound) == ticket
    new = identifying.find("email", "new@other.example")
    participant = ticket.participants.get(person=new)
    assert participant.is_flagged
    assert inbound.message
    assert inbound.message.is_flagged
    assert list(Message.objects.visible_to(new)) == [inbound.message]
    assert ticket.customer == cast.vera


@pytest.mark.parametrize("damage", ["guess", "other_ticket", "other_person"])
def test_a_forged_mark_counts_as_nothing(cast: Cast, mailbox: Mailbox, damage: str) -> None:
    ticket, delivery = answered(cast, mailbox)
    other = ticket_of(arrived(letter(sender="ruslan@cold.example"), mailbox))
    mark = token_of(delivery)
    forged = {
        "guess": mark[: mark.index("@") - 3] + "aaa" + mark[mark.index("@") :],
        "other_ticket": mark.replace(f"+t{ticket.pk}.", f"+t{other.pk}."),
        "other_person": mark.replace(f".{delivery.identity_id}.", ".1."),
    }[damage]
    inbound = arrived(letter("Пустите", sender="new@other.example", to=forged), mailbox)
    assert ticket_of(inbound) not in (ticket, other)


def test_a_forged_id_of_ours_counts_as_nothing(cast: Cast, mailbox: Mailbox) -> None:
    ticket, delivery = answered(cast, mailbox)
    name, _at, domain = delivery.letter_id.partition("@")
    forged = f"<{name[:-4]}aaaa@{domain}>"
    assert ticket_of(arrived(letter(sender="vera@warm.example", In_Reply_To=forged), mailbox)) != ticket


def test_a_number_in_the_subject_is_for_people(cast: Cast, mailbox: Mailbox) -> None:
    ticket, _delivery = answered(cast, mailbox)
    inbound = arrived(letter(sender="vera@warm.example", subject=f"Re: № {ticket.number} [#{ticket.number}]"), mailbox)
    assert ticket_of(inbound) != ticket


def test_old_marks_stay_valid_after_the_key_has_changed(cast: Cast, mailbox: Mailbox, monkeypatch: Any) -> None:
    """F27."""
    ticket, delivery = answered(cast, mailbox)
    mark = token_of(delivery)
    monkeypatch.setitem(settings.KEYS.mail, "b", "ab" * 32)
    assert token_of(delivery) != mark
    assert ticket_of(arrived(letter(sender="vera@warm.example", to=mark), mailbox)) == ticket


def test_an_answer_that_is_read_too_early_waits_for_what_it_answers(cast: Cast, mailbox: Mailbox) -> None:
    first = receive(letter("Раз", sender="vera@warm.example", Message_ID="<1@w>").as_bytes(), mailbox)
    second = receive(letter("Два", sender="vera@warm.example", In_Reply_To="<1@w>").as_bytes(), mailbox)
    with pytest.raises(TooEarly):
        read(second)
    jobs.run_due()
    assert {row.ticket for row in Inbound.objects.filter(pk__in=[first.pk, second.pk])} == {Ticket.objects.get()}
    assert [said.body for said in Message.objects.order_by("id")] == ["Раз", "Два"]


# Twice, ours, machines


def test_the_same_letter_twice_is_one(mailbox: Mailbox) -> None:
    raw = letter().as_bytes()
    first, second = arrived(raw, mailbox), arrived(b"Received: again\r\n" + raw, mailbox)
    assert first == second
    assert Ticket.objects.filter(channel="email").count() == 1


def test_the_same_letter_in_two_mailboxes_is_one_request_and_a_copy(mailbox: Mailbox) -> None:
    """F10."""
    other = Mailbox.add(by=None, address="sales@prichal.example", smtp_host="127.0.0.1")
    raw = letter(to="support@prichal.example, sales@prichal.example").as_bytes()
    arrived(raw, mailbox)
    arrived(b"Delivered-To: sales@prichal.example\n" + raw, other)
    arrived(b"Delivered-To: sales@prichal.example\n" + raw, other)
    assert Ticket.objects.filter(channel="email").count() == 1
    assert [(row.state, row.copy_of_id is not None) for row in Inbound.objects.order_by("id")] == [
        ("processed", False),
        ("copy", True),
    ]


def test_one_id_with_other_words_is_another_letter(mailbox: Mailbox) -> None:
    arrived(letter("Раз", Message_ID="<same@x>"), mailbox)
    arrived(letter("Два", Message_ID="<same@x>", sender="other@new.example"), mailbox)
    assert Ticket.objects.filter(channel="email").count() == 2


def test_our_own_letter_coming_back_is_put_aside(cast: Cast, mailbox: Mailbox) -> None:
    _ticket, delivery = answered(cast, mailbox)
    inbound = arrived(delivery.octets(), mailbox)
    assert (inbound.state, inbound.reason) == ("dropped", "own_letter")
    assert arrived(letter(sender="Support@prichal.example"), mailbox).reason == "own_letter"


def test_a_bounce_raises_the_debt_and_opens_nothing(cast: Cast, mailbox: Mailbox) -> None:
    ticket, delivery = answered(cast, mailbox)
    assert Ticket.objects.get(pk=ticket.pk).reply_owed_since is None
    before = Ticket.objects.count()
    inbound = arrived(DSN % {b"ours": delivery.letter_id.encode()}, mailbox)
    assert inbound.state == "processed"
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == ("bounced", "5.1.1")
    assert Ticket.objects.get(pk=ticket.pk).reply_owed_since is not None
    assert Ticket.objects.count() == before


def test_a_bounce_of_a_letter_that_is_not_ours_is_put_aside(mailbox: Mailbox) -> None:
    inbound = arrived(DSN % {b"ours": b"t.1.1.aaaaaaaaaaaaaaaaaaaaa@prichal.example"}, mailbox)
    assert (inbound.state, inbound.reason) == ("dropped", "bounce_of_a_strange_letter")
    assert not Person.objects.filter(identities__value__icontains="mailer-daemon").exists()


def test_out_of_office_is_seen_by_staff_and_changes_nothing(cast: Cast, mailbox: Mailbox) -> None:
    ticket, delivery = answered(cast, mailbox)
    ticket.refresh_from_db()
    before = (ticket.kind, ticket.turn, ticket.reply_owed_since)
    reply = letter("Я в отпуске", sender="vera@warm.example", to=token_of(delivery), Auto_Submitted="auto-replied")
    inbound = arrived(reply, mailbox)
    ticket.refresh_from_db()
    assert (ticket.kind, ticket.turn, ticket.reply_owed_since) == before
    assert inbound.message not in Message.objects.visible_to(cast.vera)
    assert inbound.message in Message.objects.visible_to(cast.anna)


def test_nothing_that_comes_in_sends_anything_out(cast: Cast, mailbox: Mailbox, smtp: Any) -> None:
    """No automatic reply, ever (principle 3)."""
    arrived(letter(), mailbox)
    arrived(letter(Auto_Submitted="auto-generated", sender="robot@shop.example"), mailbox)
    assert not Delivery.objects.exists()
    assert smtp.recorder.letters == []


def test_a_colleague_proves_themselves_or_waits(cast: Cast, mailbox: Mailbox) -> None:
    """Staff are never taken at the word of a From line."""
    ticket, delivery = answered(cast, mailbox)
    inbound = arrived(letter(sender="anna@otklik.example", In_Reply_To=f"<{delivery.letter_id}>"), mailbox)
    assert (inbound.state, inbound.reason) == ("parked", "letter.colleague")
    own = cast.anna.identities.get()
    mark = tokens.reply_address("support@prichal.example", ticket.pk, own.pk)
    noted = arrived(letter("Видела такое", sender="anna@otklik.example", to=mark), mailbox).message
    assert noted
    assert noted.kind == "note"


# Parked


def test_a_letter_without_a_sender_is_parked_and_can_be_tried_again(cast: Cast, mailbox: Mailbox) -> None:
    inbound = arrived(b"Subject: hi\n\nbody", mailbox)
    assert (inbound.state, inbound.reason) == ("parked", "letter.no_sender")
    inbound.try_again(by=cast.gleb)
    jobs.run_due()
    inbound.refresh_from_db()
    assert inbound.state == "parked"
    codes = list(
        events.Event.objects.filter(noun="inbound", noun_id=inbound.pk).order_by("id").values_list("code", flat=True)
    )
    assert codes == ["letter.received", "letter.parked", "letter.tried_again", "letter.parked"]


@pytest.mark.django_db(transaction=True)
def test_a_letter_that_cannot_be_read_is_parked_and_the_next_one_goes_on(
    cast: Cast, mailbox: Mailbox, time: Any
) -> None:
    poison, fine = (receive(letter(text).as_bytes(), mailbox) for text in ("Пропало", "Живое"))
    assert poison.raw
    lost = poison.raw.path.read_bytes()
    poison.raw.path.unlink()
    for _ in range(4):
        jobs.run_due(tolerant=True)
        time.passes(minutes=1)
    for inbound in (poison, fine):
        inbound.refresh_from_db()
    assert (poison.state, poison.reason, poison.attempts) == ("parked", "error", 3)
    assert "FileNotFoundError" in poison.error
    assert fine.state == "processed"
    assert poison.raw
    poison.raw.path.write_bytes(lost)
    poison.try_again(by=cast.gleb)
    jobs.run_due()
    poison.refresh_from_db()
    assert poison.state == "processed"


def test_a_letter_that_kills_the_worker_is_not_read_for_ever(mailbox: Mailbox) -> None:
    inbound = receive(letter().as_bytes(), mailbox)
    Inbound.objects.filter(pk=inbound.pk).update(attempts=3)
    jobs.run_due()
    inbound.refresh_from_db()
    assert (inbound.state, inbound.reason) == ("parked", "gave_up")


# Bad input


def test_a_broken_letter_becomes_a_request_with_the_raw_letter_attached(mailbox: Mailbox) -> None:
    inbound = arrived(b"From: a@new.example\nSubject: deep\n" + b"Content-Type: message/rfc822\n\n" * 3000, mailbox)
    assert inbound.message
    assert [file.name for file in inbound.message.attachments.all()] == ["letter.eml"]


def test_an_empty_letter_becomes_a_request(mailbox: Mailbox) -> None:
    said = arrived(letter("", subject=""), mailbox).message
    assert said
    assert said.body == "—"


def test_odd_bytes_are_stored_as_text(mailbox: Mailbox) -> None:
    head = b"From: =?utf-8?B?0JL/?= <odd@new.example>\nSubject: a\x00b =?utf-8?B?/w==?=\n"
    head += b"Content-Type: text/plain; charset=utf-8\n\n"
    said = arrived(head + b"nul\x00 broken \xd0 \xff end", mailbox).message
    assert said
    assert said.body.startswith("nul broken")
    assert "\x00" not in said.ticket.subject


def test_script_in_names_subjects_and_files_stays_text(mailbox: Mailbox) -> None:
    evil = "<script>alert(1)</script>"
    raw = letter(
        evil,
        subject=evil,
        sender=f'"{evil}" <evil@new.example>',
        html=evil,
        files=[(f"{evil}.html", "text/html", b"<script>")],
    )
    said = arrived(raw, mailbox).message
    assert said
    assert said.html == ""
    assert said.body == evil
    assert "<" not in said.attachments.get().name


def test_a_letter_of_thirty_megabytes_comes_whole(mailbox: Mailbox) -> None:
    big = b"0123456789abcdef" * (30 * 2**16)
    raw = letter(files=[("big.bin", "application/octet-stream", big), ("a.txt", "text/plain", b"a")]).as_bytes()
    inbound = arrived(raw, mailbox)
    assert inbound.message
    kept = {file.name: file.file.size for file in inbound.message.attachments.all()}
    assert kept == {"a.txt": 1, "letter.eml": len(raw)}


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63fccfc0f01f0005000201a5f645d3"
    "0000000049454e44ae426082"
)


def test_old_html_is_cleaned_again_from_the_raw_letter(mailbox: Mailbox) -> None:
    """F3."""
    said = arrived(letter(html="<p>Раз</p>"), mailbox).message
    assert said
    Message.objects.filter(pk=said.pk).update(html="<p onclick=x>старое</p>", sanitiser_version=0)
    showing.clean_again()
    said.refresh_from_db()
    assert (said.html, said.sanitiser_version) == ("<p>Раз</p>", SANITISER_VERSION)
