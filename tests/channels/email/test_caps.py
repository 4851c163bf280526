"""Robots, floods and loops: everything is kept, nobody is woken (research: mail, §3.2)."""

from typing import Any

import pytest

from otklik.channels.models import Delivery, Inbound, Mailbox, Mute
from otklik.kernel import jobs, settings
from otklik.kernel.events import Event
from otklik.notices.models import Notice
from otklik.tickets import jobs as ticket_jobs
from otklik.tickets.models import Message, Ticket
from tests.cast import Cast
from tests.channels.email.letters import letter
from tests.channels.email.test_receiving import answered, arrived, ticket_of, token_of

pytestmark = pytest.mark.django_db


def test_new_requests_over_the_cap_wait_and_a_person_lets_them_in(cast: Cast, mailbox: Mailbox, time: Any) -> None:
    settings.change("channels.new_requests", 2, by=cast.gleb)
    came = [arrived(letter(f"Письмо {n}", sender="vera@warm.example"), mailbox) for n in range(3)]
    assert [one.state for one in came] == ["processed", "processed", "parked"]
    assert came[2].reason == "letter.too_many_new"
    assert arrived(letter(sender="ruslan@cold.example"), mailbox).state == "processed"
    came[2].try_again(by=cast.gleb)
    jobs.run_due()
    assert Inbound.objects.get(pk=came[2].pk).state == "processed"
    time.passes(minutes=11)
    assert arrived(letter("Позже", sender="vera@warm.example"), mailbox).state == "processed"


def test_an_answer_is_not_a_new_request_and_passes_the_cap(cast: Cast, mailbox: Mailbox) -> None:
    ticket, delivery = answered(cast, mailbox)
    settings.change("channels.new_requests", 1, by=cast.gleb)
    answer = letter("Да", sender="vera@warm.example", to=token_of(delivery))
    assert ticket_of(arrived(answer, mailbox)) == ticket


def test_letters_over_the_hourly_cap_wait(cast: Cast, mailbox: Mailbox, time: Any) -> None:
    _ticket, delivery = answered(cast, mailbox)
    settings.change("channels.letters", 10, by=cast.gleb)
    settings.change("channels.loop", 100, by=cast.gleb)
    came = [arrived(letter(f"{n}", sender="vera@warm.example", to=token_of(delivery)), mailbox) for n in range(10)]
    assert [one.reason for one in came] == [""] * 9 + ["letter.too_many"]
    time.passes(hours=2)
    assert arrived(letter("Позже", sender="vera@warm.example", to=token_of(delivery)), mailbox).state == "processed"


def looping(cast: Cast, mailbox: Mailbox, count: int) -> tuple[Ticket, Delivery]:
    """Vera's robot answers a request without end."""
    ticket, delivery = answered(cast, mailbox)
    settings.change("channels.loop", 5, by=cast.gleb)
    for number in range(count):
        arrived(letter(f"Ответ {number}", sender="vera@warm.example", to=token_of(delivery)), mailbox)
    return ticket, delivery


def test_a_sender_without_end_is_kept_and_nobody_is_told(cast: Cast, mailbox: Mailbox) -> None:
    ticket, _delivery = looping(cast, mailbox, 9)
    told = Notice.objects.filter(person=cast.anna, event__code="ticket.written", ticket=ticket).count()
    assert told == 4  # with the letter that began the request that makes five
    assert Message.objects.filter(ticket=ticket, author=cast.vera).count() == 10
    assert Event.objects.filter(code="ticket.muted", ticket_id=ticket.pk).count() == 1


def test_an_agent_ends_the_mute(cast: Cast, mailbox: Mailbox, signed_in: Any) -> None:
    ticket, delivery = looping(cast, mailbox, 9)
    anna, mute = signed_in(cast.anna), Mute.objects.get()
    page = anna.get(f"/desk/tickets/{ticket.number}/").content.decode()
    undo = f"/desk/tickets/{ticket.number}/mutes/{mute.pk}/undoing/"
    assert f'formaction="{undo}"' in page
    assert anna.post(undo).status_code == 303
    said = arrived(letter("Это я сама", sender="vera@warm.example", to=token_of(delivery)), mailbox).message
    assert said
    assert said.kind == "request"


def test_a_mute_ends_by_itself_when_it_has_been_quiet(cast: Cast, mailbox: Mailbox, time: Any) -> None:
    _ticket, delivery = looping(cast, mailbox, 9)
    time.passes(minutes=90)
    said = arrived(letter("Это я сама", sender="vera@warm.example", to=token_of(delivery)), mailbox).message
    assert said
    assert said.kind == "request"


def test_another_customer_is_heard_while_one_is_muted(cast: Cast, mailbox: Mailbox) -> None:
    _ticket, delivery = looping(cast, mailbox, 9)
    said = arrived(letter("Я от Веры", sender="pavel@warm.example", to=token_of(delivery)), mailbox).message
    assert said
    assert said.kind == "request"


def test_out_of_office_is_folded_and_reopens_nothing(cast: Cast, mailbox: Mailbox, signed_in: Any) -> None:
    """R1: neither a debt nor a payment."""
    ticket, delivery = answered(cast, mailbox)
    ticket.refresh_from_db()
    ticket.close("solved", by=cast.anna)
    away = letter("Я в отпуске", sender="vera@warm.example", to=token_of(delivery), subject="Автоматический ответ: x")
    arrived(away, mailbox)
    ticket.refresh_from_db()
    assert (ticket.kind, ticket.reply_owed_since) == ("closed", None)
    page = signed_in(cast.anna).get(f"/desk/tickets/{ticket.number}/").content.decode()
    assert "msg-overheard" in page
    assert not Notice.objects.filter(ticket=ticket, event__code="ticket.written").exists()


def test_a_subject_that_speaks_of_absence_is_no_absence(cast: Cast, mailbox: Mailbox) -> None:
    _ticket, delivery = answered(cast, mailbox)
    for subject in ("Отсутствует доступ к серверу", "Автоматический ответ не работает", "Out of memory"):
        said = arrived(letter(sender="vera@warm.example", to=token_of(delivery), subject=subject), mailbox).message
        assert said
        assert said.kind == "request"


def test_no_machine_is_ever_reminded(cast: Cast, mailbox: Mailbox, time: Any) -> None:
    """R10, R16: what a machine began gets nothing that nobody wrote."""
    settings.change("tickets.close_by_silence", True, by=cast.gleb)
    ticket = ticket_of(arrived(letter(sender="robot@shop.example", Auto_Submitted="auto-generated"), mailbox))
    ticket.propose(by=cast.anna, body="Готово")
    for _day in range(5):
        time.passes(days=1)
        ticket_jobs.watch_silence()
    assert not Message.objects.filter(ticket=ticket, kind="reminder").exists()


def test_the_absence_of_a_colleague_is_put_aside(cast: Cast, mailbox: Mailbox) -> None:
    _ticket, delivery = answered(cast, mailbox)
    away = letter(sender="anna@otklik.example", In_Reply_To=f"<{delivery.letter_id}>", Auto_Submitted="auto-replied")
    assert (arrived(away, mailbox).state, arrived(away, mailbox).reason) == ("dropped", "colleague_is_away")
