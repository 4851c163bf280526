"""A reply leaves as a person's letter, once, or fails visibly (F11, R16)."""

from datetime import timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

import pytest

from otklik.channels.email.quotes import strip_reply
from otklik.channels.models import Delivery, Mailbox
from otklik.kernel import clock, files, jobs
from otklik.kernel.models import Event
from otklik.notices.models import Notice, Reason
from otklik.tickets.models import Attachment, Message, Ticket
from tests.cast import Cast
from tests.servers.smtp import Server
from tests.tickets.acting import opened

pytestmark = pytest.mark.django_db


def later(**how_much: float) -> None:
    """Let time pass for the jobs alone."""
    with clock.at(clock.now() + timedelta(**how_much)):
        jobs.run_due()


def sent(message: Message) -> Delivery:
    """The delivery of a message whose undo window is over."""
    later(seconds=15)
    return Delivery.objects.get(message=message)


def read(octets: bytes) -> EmailMessage:
    return BytesParser(policy=policy.default).parsebytes(octets)


def plain(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert part
    return str(part.get_content()).replace("\r\n", "\n")


# The letter


def test_a_reply_is_a_persons_letter_with_the_number_below(cast: Cast, mailbox: Mailbox, smtp: Server) -> None:
    """R16."""
    ticket = opened(cast.vera, "Письма не уходят", subject="Почта стоит")
    reply = ticket.reply(by=cast.anna, body="Вера, посмотрели.\n\nПроверьте, пожалуйста.")
    sent(reply)
    (received,) = smtp.recorder.to("vera@warm.example")
    letter = received.letter
    assert letter["From"].addresses[0].display_name == "Анна Белова, Причал"
    assert letter["From"].addresses[0].addr_spec == "support@prichal.example"
    assert letter["To"].addresses[0].addr_spec == "vera@warm.example"
    assert letter["Subject"] == "Re: Почта стоит"
    assert letter["Reply-To"].addresses[0].addr_spec.startswith(f"support+t{ticket.pk}.")
    assert letter["Auto-Submitted"] is None
    text = plain(letter)
    assert text.startswith("Вера, посмотрели.\n\nПроверьте, пожалуйста.\n\nАнна Белова\n")
    assert f"Обращение № {ticket.number}" in text
    assert f"/requests/{ticket.number}/" in text
    assert "> Письма не уходят" in text
    page = str(letter.get_body(("html",)).get_content())  # type: ignore[union-attr]
    assert "<p>Проверьте, пожалуйста.</p>" in page
    assert "<img" not in page
    assert "<script" not in page


def test_our_own_quote_is_folded_when_the_letter_comes_back_below_an_answer(
    cast: Cast, mailbox: Mailbox, smtp: Server
) -> None:
    sent(opened(cast.vera, "Раз").reply(by=cast.anna, body="Два"))
    quoted = "\n".join(f"> {line}" for line in plain(smtp.recorder.letters[0].letter).split("\n"))
    answer = f"Три\n\nсб, 21 нояб. 2026 г. в 18:30, Анна Белова <support@prichal.example> написал(а):\n\n{quoted}"
    assert strip_reply(answer, "") == "Три"


@pytest.mark.parametrize(("language", "foot"), [("ru", "Обращение №"), ("uk", "Звернення №"), ("en", "Request No.")])
def test_the_foot_speaks_the_customers_language(
    cast: Cast, mailbox: Mailbox, smtp: Server, language: str, foot: str
) -> None:
    ticket = opened(cast.vera)
    Ticket.objects.filter(pk=ticket.pk).update(language=language)
    ticket.refresh_from_db()
    sent(ticket.reply(by=cast.anna, body="…"))
    assert foot in plain(smtp.recorder.letters[0].letter)


def test_the_thread_is_kept_on_the_customers_side(cast: Cast, mailbox: Mailbox, smtp: Server) -> None:
    from tests.channels.email.letters import letter
    from tests.channels.email.test_receiving import arrived, ticket_of

    ticket = ticket_of(arrived(letter(sender="vera@warm.example", Message_ID="<one@warm.example>"), mailbox))
    first = sent(ticket.reply(by=cast.anna, body="Раз"))
    with clock.at(clock.now() + timedelta(minutes=1)):
        arrived(
            letter("И", sender="vera@warm.example", In_Reply_To=f"<{first.letter_id}>", Message_ID="<two@w>"), mailbox
        )
        second = sent(ticket.reply(by=cast.anna, body="Два"))
    one, two = (read(delivery.octets()) for delivery in (first, second))
    assert one["In-Reply-To"] == one["References"] == "<one@warm.example>"
    assert two["In-Reply-To"] == "<two@w>"
    assert two["References"].split() == ["<one@warm.example>", f"<{first.letter_id}>", "<two@w>"]


def test_files_go_with_the_reply(cast: Cast, mailbox: Mailbox, smtp: Server) -> None:
    stored = files.store(b"%PDF-1.4 x", "Счёт.pdf")
    file = Attachment.objects.create(owner=cast.anna, file=stored, name="Счёт № 5.pdf")
    sent(opened(cast.vera).reply(by=cast.anna, body="Вот", files=[file]))
    (attached,) = smtp.recorder.letters[0].letter.iter_attachments()
    assert (attached.get_filename(), attached.get_content_type()) == ("Счёт № 5.pdf", "application/pdf")
    assert attached.get_content() == b"%PDF-1.4 x"


def test_a_solution_asks_whether_it_helped_and_changes_nothing_by_link(
    cast: Cast, mailbox: Mailbox, smtp: Server
) -> None:
    ticket = opened(cast.vera)
    ticket.propose(by=cast.anna, body="Исправили")
    later(seconds=15)
    page = str(smtp.recorder.letters[0].letter.get_body(("html",)).get_content())  # type: ignore[union-attr]
    assert page.count(f'href="http://testserver/requests/{ticket.number}/"') == 3
    assert ">Помогло</a>" in page
    assert ">Не помогло</a>" in page


def test_words_in_a_letter_cannot_become_headers(cast: Cast, mailbox: Mailbox, smtp: Server) -> None:
    ticket = opened(cast.vera, "x", subject="Тема\r\nBcc: spy@evil.example\x00")
    cast.vera.__class__.objects.filter(pk=cast.vera.pk).update(name="В\r\nBcc: spy@evil.example")
    sent(ticket.reply(by=cast.anna, body="…"))
    (received,) = smtp.recorder.letters
    assert received.recipients == ["vera@warm.example"]
    assert received.letter["Bcc"] is None


def test_script_in_a_letter_stays_text(cast: Cast, mailbox: Mailbox, smtp: Server) -> None:
    evil = "<script>alert(1)</script>"
    sent(opened(cast.vera, evil, subject=evil).reply(by=cast.anna, body=evil))
    assert "<script" not in str(smtp.recorder.letters[0].letter.get_body(("html",)).get_content())  # type: ignore[union-attr]


# Who gets it


def test_an_internal_note_never_leaves(cast: Cast, mailbox: Mailbox, smtp: Server) -> None:
    """B4."""
    ticket = opened(cast.vera)
    ticket.note(by=cast.anna, body="Клиент сложный", notify=[cast.boris])
    ticket.note_privately(by=cast.pavel, body="Не доплачиваем")
    later(minutes=5)
    assert smtp.recorder.letters == []
    assert not Delivery.objects.exists()


def test_notes_are_not_in_the_letter(cast: Cast, mailbox: Mailbox, smtp: Server) -> None:
    ticket = opened(cast.vera, "Раз")
    ticket.note(by=cast.anna, body="канарейка")
    ticket.note_privately(by=cast.pavel, body="канарейка")
    sent(ticket.reply(by=cast.anna, body="Два"))
    assert "канарейка" not in plain(smtp.recorder.letters[0].letter)


def test_copies_go_to_customers_only(cast: Cast, mailbox: Mailbox, smtp: Server) -> None:
    ticket = opened(cast.vera)
    ticket.reply(by=cast.anna, body="…", copies=[cast.pavel, cast.boris], notify=[cast.oleg])
    later(seconds=15)
    assert sorted(letter.recipients[0] for letter in smtp.recorder.letters) == [
        "pavel@warm.example",
        "vera@warm.example",
    ]


def test_a_bad_copy_address_does_not_touch_the_others(cast: Cast, mailbox: Mailbox, smtp: Server) -> None:
    smtp.recorder.refused["pavel@warm.example"] = "550 5.1.1 no such user"
    ticket = opened(cast.vera)
    reply = ticket.reply(by=cast.anna, body="…", copies=[cast.pavel])
    later(seconds=15)
    states = dict(Delivery.objects.filter(message=reply).values_list("address", "state"))
    assert states == {"vera@warm.example": "sent", "pavel@warm.example": "failed"}
    ticket.refresh_from_db()
    assert ticket.reply_owed_since is None


def test_a_reminder_leaves_as_a_machines_letter(cast: Cast, mailbox: Mailbox, smtp: Server) -> None:
    """R10; no machine answers it (RFC 3834)."""
    ticket = opened(cast.vera)
    sent(ticket.reply(by=cast.anna, body="Какая ошибка?", end="asked"))
    ticket.remind("Ждём Вашего ответа.", number=1)
    later(seconds=15)
    reply, reminder = (received.letter for received in smtp.recorder.letters)
    assert (reply["Auto-Submitted"], reminder["Auto-Submitted"]) == (None, "auto-generated")
    assert reminder["From"].addresses[0].display_name == "Причал"
    assert "Ждём Вашего ответа." in plain(reminder)


# When it leaves


def test_a_reply_taken_back_in_time_never_leaves(cast: Cast, mailbox: Mailbox, smtp: Server) -> None:
    ticket = opened(cast.vera)
    reply = ticket.reply(by=cast.anna, body="Ой")
    later(seconds=5)
    assert smtp.recorder.letters == []
    ticket.take_back(reply, by=cast.anna)
    later(minutes=1)
    assert smtp.recorder.letters == []
    assert Delivery.objects.get(message=reply).state == "withdrawn"


def test_sending_twice_sends_once(cast: Cast, mailbox: Mailbox, smtp: Server) -> None:
    """F25."""
    opened(cast.vera).reply(by=cast.anna, body="…")
    with clock.at(clock.now() + timedelta(seconds=15)):
        jobs.run_due(times=2)
    assert len(smtp.recorder.letters) == 1


def test_a_passing_refusal_is_tried_again_with_the_same_bytes(
    cast: Cast, mailbox: Mailbox, smtp: Server, time: Any
) -> None:
    seen: list[bytes] = []
    smtp.recorder.after_data = lambda envelope: seen.append(envelope.content) or "451 4.7.1 greylisted"  # type: ignore[func-returns-value,arg-type]
    reply = opened(cast.vera).reply(by=cast.anna, body="…")
    time.passes(seconds=15)
    jobs.run_due()
    delivery = Delivery.objects.get(message=reply)
    assert (delivery.state, delivery.attempts, delivery.reason) == ("queued", 1, "refused_for_now")
    assert "greylisted" in delivery.error
    smtp.recorder.after_data = None
    jobs.run_due()
    assert smtp.recorder.letters == []
    time.passes(minutes=2)
    jobs.run_due()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.error) == ("sent", "")
    assert [letter.octets for letter in smtp.recorder.letters] == seen == [delivery.octets()]
    assert not delivery.may_have_been_sent_twice


def test_a_server_that_is_away_is_waited_for_and_shown(cast: Cast, mailbox: Mailbox, smtp: Server, time: Any) -> None:
    mailbox.change(by=None, smtp_port=1)
    reply = opened(cast.vera).reply(by=cast.anna, body="…")
    time.passes(seconds=15)
    jobs.run_due()
    mailbox.refresh_from_db()
    assert mailbox.send_failing_since is not None
    assert mailbox.send_error.startswith("connection_refused")
    mailbox.change(by=None, smtp_port=smtp.port)
    time.passes(minutes=2)
    jobs.run_due()
    assert Mailbox.objects.get(pk=mailbox.pk).send_failing_since is None
    assert Delivery.objects.get(message=reply).state == "sent"


def test_a_refusal_for_good_owes_the_customer_an_answer_again(cast: Cast, mailbox: Mailbox, smtp: Server) -> None:
    smtp.recorder.refused["vera@warm.example"] = "550 5.1.1 no such user"
    ticket = opened(cast.vera)
    reply = ticket.reply(by=cast.anna, body="…", end="asked")
    delivery = sent(reply)
    ticket.refresh_from_db()
    assert (delivery.state, delivery.reason) == ("failed", "refused")
    assert "no such user" in delivery.error
    assert (ticket.turn, ticket.reply_owed_since is not None) == ("ours", True)
    assert Notice.objects.filter(person=cast.anna, ticket=ticket, reason=Reason.FAILED).exists()
    failed = Event.objects.get(code="delivery.failed")
    assert (failed.ticket_id, failed.data["message"]) == (ticket.pk, reply.pk)


def test_after_two_days_of_trying_it_fails_once(cast: Cast, mailbox: Mailbox, smtp: Server, time: Any) -> None:
    smtp.recorder.refused["vera@warm.example"] = "450 4.2.2 mailbox full"
    reply = opened(cast.vera).reply(by=cast.anna, body="…")
    for _ in range(20):
        time.passes(days=1)
        jobs.run_due()
    delivery = Delivery.objects.get(message=reply)
    assert (delivery.state, delivery.attempts) == ("failed", 12)
    assert Event.objects.filter(code="delivery.failed").count() == 1


def test_what_failed_can_be_sent_again_by_hand(cast: Cast, mailbox: Mailbox, smtp: Server, time: Any) -> None:
    smtp.recorder.refused["vera@warm.example"] = "550 5.1.1 no such user"
    delivery = sent(opened(cast.vera).reply(by=cast.anna, body="…"))
    smtp.recorder.refused.clear()
    delivery.try_again(by=cast.anna)
    jobs.run_due()
    delivery.refresh_from_db()
    assert delivery.state == "sent"
    assert smtp.recorder.letters[0].octets == delivery.octets()


def test_a_letter_larger_than_the_server_takes_fails_at_once(
    cast: Cast, mailbox: Mailbox, smtp: Server, monkeypatch: Any
) -> None:
    from tests.servers import smtp as servers
    from tests.servers.dovecot import free_port

    with servers.running(free_port(), limit=2000) as small:
        mailbox.change(by=None, smtp_port=small.port)
        delivery = sent(opened(cast.vera).reply(by=cast.anna, body="много " * 1000))
    assert (delivery.state, delivery.reason) == ("failed", "too_large")


def test_without_a_mailbox_a_reply_waits_for_one(cast: Cast, time: Any, smtp: Server) -> None:
    from otklik.channels import delivering
    from tests.channels.conftest import SUPPORT

    reply = opened(cast.vera).reply(by=cast.anna, body="…")
    time.passes(seconds=15)
    jobs.run_due()
    assert Delivery.objects.get(message=reply).state == "held"
    Mailbox.add(by=None, **SUPPORT, smtp_port=smtp.port)
    delivering.sweep()
    jobs.run_due()
    assert Delivery.objects.get(message=reply).state == "sent"


def test_a_delivery_that_lost_its_job_is_found(cast: Cast, mailbox: Mailbox, smtp: Server, time: Any) -> None:
    from django.db import connection

    from otklik.channels import delivering

    reply = opened(cast.vera).reply(by=cast.anna, body="…")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs", [])
    time.passes(minutes=10)
    delivering.sweep()
    jobs.run_due()
    assert Delivery.objects.get(message=reply).state == "sent"
