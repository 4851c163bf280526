"""Agents answer by mail once they have proved who they are; hints lead to older requests (research: mail, §3.1)."""

from typing import Any

import pytest

from otklik.channels.models import Delivery, Mailbox
from otklik.kernel import settings
from otklik.kernel.events import Event
from otklik.tickets import relocating
from otklik.tickets.models import Ticket
from tests.cast import Cast
from tests.channels.email.letters import letter
from tests.channels.email.test_receiving import answered, arrived, ticket_of

pytestmark = pytest.mark.django_db

PASS = b"Authentication-Results: mx.prichal.example; dmarc=pass header.from=otklik.example\n"


def by_anna(cast: Cast, mailbox: Mailbox, delivery: Delivery, text: str, top: bytes = PASS) -> Any:
    settings.change("channels.authserv", "mx.prichal.example", by=cast.gleb)
    message = letter(text, sender="anna@otklik.example", In_Reply_To=f"<{delivery.letter_id}>")
    return arrived(top + message.as_bytes(), mailbox)


def test_a_verified_colleague_answers_the_customer(cast: Cast, mailbox: Mailbox) -> None:
    ticket, delivery = answered(cast, mailbox)
    said = by_anna(cast, mailbox, delivery, "Перезагрузила").message
    assert (said.kind, said.body, said.author, said.ticket) == ("reply", "Перезагрузила", cast.anna, ticket)
    assert Delivery.objects.filter(message=said).exists()


@pytest.mark.parametrize("tag", ["#note", "#заметка", "#Нотатка:"])
def test_a_tag_on_top_makes_it_a_note(cast: Cast, mailbox: Mailbox, tag: str) -> None:
    _ticket, delivery = answered(cast, mailbox)
    said = by_anna(cast, mailbox, delivery, f"{tag}\nСвоим: диск умер").message
    assert (said.kind, said.body) == ("note", "Своим: диск умер")
    assert not Delivery.objects.filter(message=said).exists()


def test_a_colleague_who_proves_nothing_waits(cast: Cast, mailbox: Mailbox) -> None:
    _ticket, delivery = answered(cast, mailbox)
    inbound = by_anna(cast, mailbox, delivery, "Переведите деньги", top=b"")
    assert (inbound.state, inbound.reason) == ("parked", "letter.colleague")


def test_the_same_subject_is_a_hint_and_joins_nothing(cast: Cast, mailbox: Mailbox, signed_in: Any) -> None:
    first = ticket_of(arrived(letter(sender="vera@warm.example", subject="Сертификат истёк"), mailbox))
    second = ticket_of(arrived(letter("2", sender="vera@warm.example", subject="Отв: сертификат  истёк"), mailbox))
    assert first != second
    assert Event.objects.get(code="ticket.resembles", ticket_id=second.pk).data["other"] == first.number
    page = signed_in(cast.anna).get(f"/desk/tickets/{second.number}/").content.decode()
    assert f"Похоже на продолжение № {first.number}" in page


def test_a_number_in_the_subject_is_a_hint_for_its_own_customer_alone(cast: Cast, mailbox: Mailbox) -> None:
    first = ticket_of(arrived(letter(sender="vera@warm.example", subject="Раз"), mailbox))
    own = arrived(letter("2", sender="vera@warm.example", subject=f"По № {first.number}"), mailbox)
    strange = arrived(letter("3", sender="ruslan@cold.example", subject=f"По № {first.number}"), mailbox)
    assert Event.objects.filter(code="ticket.resembles", ticket_id=own.ticket_id).exists()
    assert not Event.objects.filter(code="ticket.resembles", ticket_id=strange.ticket_id).exists()
    assert Ticket.objects.filter(channel="email").count() == 3


def test_answers_follow_a_moved_letter(cast: Cast, mailbox: Mailbox) -> None:
    first, delivery = answered(cast, mailbox)
    other = ticket_of(arrived(letter("Другое", sender="vera@warm.example", subject="Другое"), mailbox))
    known: Any = {"Message_ID": "<astray@w>", "In_Reply_To": f"<{delivery.letter_id}>"}
    astray = arrived(letter("Про другое", sender="vera@warm.example", **known), mailbox).message
    assert astray
    relocating.relocate(first, [astray], into=other, by=cast.anna)
    again = arrived(letter("И ещё", sender="vera@warm.example", In_Reply_To="<astray@w>"), mailbox)
    assert ticket_of(again) == other
