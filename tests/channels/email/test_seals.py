"""Encrypted and signed letters say on the desk what they are; the letter as it came can be downloaded."""

from typing import Any

import pytest
from django.urls import reverse

from otklik.channels.models import Mailbox
from otklik.tickets.models import Ticket
from tests.cast import Cast
from tests.channels.email import sealed
from tests.channels.email.letters import letter
from tests.channels.email.test_receiving import arrived, ticket_of

pytestmark = pytest.mark.django_db


def page_of(ticket: Ticket, client: Any) -> str:
    return str(client.get(f"/desk/tickets/{ticket.number}/").content.decode())


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (sealed.SMIME, "Зашифровано (S/MIME)"),
        (sealed.PGP, "Зашифровано (PGP)"),
        (sealed.ARMOUR, "Зашифровано (PGP)"),
        (sealed.OPAQUE, "Подписано и закрыто (S/MIME)"),
    ],
)
def test_a_letter_that_cannot_be_read_says_why_and_is_attached_as_it_came(
    cast: Cast, mailbox: Mailbox, signed_in: Any, raw: bytes, said: str
) -> None:
    inbound = arrived(raw, mailbox)
    ticket = ticket_of(inbound)
    anna = signed_in(cast.anna)
    page = page_of(ticket, anna)
    assert said in page
    assert "BEGIN PGP" not in page.partition("msg-whole")[0]
    attached = ticket.messages.get().attachments.get(name="letter.eml")
    assert anna.get(reverse("desk:attachment", args=[attached.pk, attached.name])).status_code == 200
    with attached.file.open() as file:
        assert file.read() == inbound.octets() == raw


@pytest.mark.parametrize(("raw", "said"), [(sealed.SIGNED, "подпись не проверялась"), (sealed.CLEARSIGNED, "(PGP)")])
def test_a_signed_letter_is_read_and_says_that_its_signature_was_not_checked(
    cast: Cast, mailbox: Mailbox, signed_in: Any, raw: bytes, said: str
) -> None:
    ticket = ticket_of(arrived(raw, mailbox))
    message = ticket.messages.get()
    assert message.body == "Сайт не открывается."
    assert not message.attachments.filter(name="letter.eml").exists()
    page = page_of(ticket, signed_in(cast.anna))
    assert said in page
    assert "data-closed" not in page


@pytest.mark.parametrize(("language", "said"), [("ru", "Зашифровано"), ("uk", "Зашифровано"), ("en", "Encrypted with")])
def test_it_is_said_in_the_language_of_the_reader(
    cast: Cast, mailbox: Mailbox, signed_in: Any, language: str, said: str
) -> None:
    type(cast.anna).objects.filter(pk=cast.anna.pk).update(language=language)
    cast.anna.refresh_from_db()
    assert said in page_of(ticket_of(arrived(sealed.SMIME, mailbox)), signed_in(cast.anna))


def test_an_open_letter_says_nothing_of_seals(cast: Cast, mailbox: Mailbox, signed_in: Any) -> None:
    ticket = ticket_of(arrived(letter(sender="vera@warm.example"), mailbox))
    assert "msg-seal" not in page_of(ticket, signed_in(cast.anna))
