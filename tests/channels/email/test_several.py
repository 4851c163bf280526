"""Several mailboxes: each answers for itself, ends letters in its own way, and says how much it takes (A2)."""

import pytest
from django.test import Client

from otklik.channels.email import tokens
from otklik.channels.email.channel import room_for_files
from otklik.channels.models import Mailbox
from otklik.kernel import databases, files
from otklik.tickets.models import Attachment, Ticket
from tests.cast import Cast
from tests.channels.conftest import SUPPORT
from tests.channels.email.letters import letter
from tests.channels.email.test_delivering import plain, sent
from tests.channels.email.test_receiving import arrived, ticket_of
from tests.servers import smtp as servers
from tests.servers.dovecot import free_port
from tests.servers.smtp import Server
from tests.tickets.acting import opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def sales(mailbox: Mailbox, smtp: Server) -> Mailbox:
    """A second mailbox beside support@."""
    known = {**SUPPORT, "is_default": False, "address": "sales@prichal.example", "name": {"ru": "Продажи"}}
    return Mailbox.add(by=None, **known, smtp_port=smtp.port)


def test_a_reply_leaves_from_the_mailbox_that_the_customer_wrote_to(cast: Cast, sales: Mailbox, smtp: Server) -> None:
    ticket = ticket_of(arrived(letter(sender="vera@warm.example", to="sales@prichal.example"), sales))
    sent(ticket.reply(by=cast.anna, body="Два"))
    (received,) = smtp.recorder.letters
    assert received.letter["From"].addresses[0].addr_spec == "sales@prichal.example"
    assert received.letter["From"].addresses[0].display_name == "Анна Белова, Продажи"


def test_a_letter_bounces_to_an_address_that_proves_its_delivery(cast: Cast, mailbox: Mailbox, smtp: Server) -> None:
    delivery = sent(opened(cast.vera).reply(by=cast.anna, body="Два"))
    (received,) = smtp.recorder.letters
    assert received.sender.startswith("support+b")
    assert tokens.bounced_delivery(received.sender) == delivery.pk


def test_a_mailbox_without_plus_addresses_gets_its_bounces_itself(cast: Cast, mailbox: Mailbox, smtp: Server) -> None:
    mailbox.change(by=None, takes_tags=False)
    sent(opened(cast.vera).reply(by=cast.anna, body="Два"))
    assert smtp.recorder.letters[0].sender == "support@prichal.example"


@pytest.mark.parametrize(("language", "ending"), [("ru", "Отдел заботы"), ("uk", "Відділ турботи"), ("en", "Care")])
def test_a_mailbox_signs_in_the_customers_language_where_the_author_has_no_signature(
    cast: Cast, mailbox: Mailbox, smtp: Server, language: str, ending: str
) -> None:
    mailbox.change(by=None, signature={"ru": "Отдел заботы", "uk": "Відділ турботи", "en": "Care"})
    ticket = opened(cast.vera)
    Ticket.objects.filter(pk=ticket.pk).update(language=language)
    ticket.refresh_from_db()
    sent(ticket.reply(by=cast.anna, body="Два"))
    assert f"\n{ending}\n" in plain(smtp.recorder.letters[0].letter)


def test_a_persons_own_signature_comes_first(cast: Cast, mailbox: Mailbox, smtp: Server) -> None:
    mailbox.change(by=None, signature={"ru": "Отдел заботы"})
    type(cast.anna).objects.filter(pk=cast.anna.pk).update(signature="Ваша Анна")
    sent(opened(cast.vera).reply(by=cast.anna, body="Два"))
    text = plain(smtp.recorder.letters[0].letter)
    assert "Ваша Анна" in text
    assert "Отдел заботы" not in text


def test_what_the_server_takes_is_known_after_the_first_meeting(cast: Cast, mailbox: Mailbox) -> None:
    """RFC 1870."""
    ticket = opened(cast.vera)
    assert room_for_files(ticket) is None
    with servers.running(free_port(), limit=2**20) as small:
        mailbox.change(by=None, smtp_port=small.port)
        mailbox.check_connection()
    mailbox.refresh_from_db()
    assert mailbox.size_limit == 2**20
    room = room_for_files(ticket)
    assert room is not None
    assert 400_000 < room < 700_000
    mailbox.change(by=None, smtp_host="smtp.other.example")
    assert room_for_files(ticket) is None


def test_files_that_the_server_would_not_take_are_refused_in_the_composer_with_everything_kept(
    cast: Cast, mailbox: Mailbox, signed_in: object
) -> None:
    Mailbox.objects.filter(pk=mailbox.pk).update(size_limit=2**20)
    ticket = opened(cast.vera)
    stored = [files.store(bytes([number]) * 400_000, f"{number}.bin") for number in range(2)]
    waiting = [Attachment.objects.create(owner=cast.anna, file=one, name="журнал.bin") for one in stored]
    anna: Client = signed_in(cast.anna)  # type: ignore[operator]
    form = {"mode": "reply", "body": "Вот журналы", "file-reply": [one.pk for one in waiting]}
    answer = anna.post(f"/desk/tickets/{ticket.number}/messages/", form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "больше, чем принимает почтовый сервер" in page
    assert "Вот журналы" in page
    assert page.count("журнал.bin") >= 2
    assert ticket.messages.count() == 1
    form["file-reply"] = [waiting[0].pk]
    assert anna.post(f"/desk/tickets/{ticket.number}/messages/", form).status_code == 303


def test_f21_the_budget_of_connections_counts_two_for_each_mailbox_that_is_fetched(
    cast: Cast, mailbox: Mailbox
) -> None:
    before = databases.budget(1, databases.fetched_mailboxes())["receivers"]
    for number in range(10):
        Mailbox.add(by=None, address=f"box{number}@prichal.example", imap_host="imap.example")
    assert databases.budget(1, databases.fetched_mailboxes())["receivers"] == before + 20
