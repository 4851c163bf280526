"""How much a letter and an act may ask of the database: figures that only ever go down."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from otklik.channels import receiving as channel
from otklik.channels.email import receiving
from otklik.channels.models import Mailbox
from otklik.clocks.models import Norm, Promise
from otklik.kernel import clock
from otklik.kernel.verbs import Refused, verb
from otklik.people import identifying
from otklik.tickets.kinds import Closing
from otklik.tickets.models import Ticket
from otklik.tickets.opening import open_ticket
from tests.cast import Cast
from tests.channels.email.letters import letter

LETTER = 36
ACTS = {"open": 37, "accept": 30, "reply": 42, "write": 24, "note": 9, "close": 34}

OTHERS = re.compile("SAVEPOINT|kernel_settingvalue")

pytestmark = pytest.mark.django_db


def asked(act: Callable[[], Any]) -> int:
    """How many statements `act` needs; savepoints are the test's own, which runs inside of a transaction.

    Settings are read anew once a second: on a slow machine that falls into one act or another.
    """
    with CaptureQueriesContext(connection) as captured:
        act()
    return sum(not OTHERS.search(query["sql"]) for query in captured)


def read(raw: bytes, mailbox: Mailbox) -> None:
    channel.read(receiving.receive(raw, mailbox))


@pytest.fixture
def held(db: None) -> None:
    """Norms and promises stand, as in an ordinary installation."""
    Norm.objects.create(status=None, first=timedelta(hours=4), valid_from=clock.now() - timedelta(days=9))
    Promise.objects.create(name={"ru": "Всем"}, first_reply=timedelta(hours=4), solution=timedelta(days=3))


@pytest.fixture
def ours(db: None) -> Mailbox:
    return Mailbox.add(by=None, address="support@prichal.example", smtp_host="127.0.0.1")


@pytest.mark.parametrize("sender", ["Имя <new@people.example>", "Вера <vera@warm.example>"])
def test_a_letter_needs_few_statements(cast: Cast, ours: Mailbox, sender: str) -> None:
    read(letter("Первое", sender="Кто-то <other@people.example>").as_bytes(), ours)  # settings are read once
    raw = letter("Письма не уходят", sender=sender, subject="Почта").as_bytes()
    assert asked(lambda: read(raw, ours)) <= LETTER
    assert Ticket.objects.filter(subject="Почта").count() == 1


def test_acts_need_few_statements(cast: Cast, held: None) -> None:
    vera, anna = cast.vera, cast.anna
    found: dict[str, int] = {}
    made: list[Ticket] = []
    found["open"] = asked(lambda: made.append(open_ticket(customer=vera, body="Письма не уходят", subject="Почта")))
    ticket = made[0]
    found["accept"] = asked(lambda: ticket.accept(by=anna))
    found["reply"] = asked(lambda: ticket.reply(by=anna, body="Смотрим"))
    found["write"] = asked(lambda: ticket.write(by=vera, body="Спасибо, ждём ответа"))
    found["note"] = asked(lambda: ticket.note(by=anna, body="Спросить хостинг"))
    found["close"] = asked(lambda: ticket.close(Closing.SOLVED, by=anna))
    assert {name: count for name, count in found.items() if count > ACTS[name]} == {}


def test_a_verb_within_a_verb_is_undone_with_it_and_needs_no_savepoint(cast: Cast) -> None:
    @verb
    def inner() -> None:
        identifying.known("email", "inner@people.example")
        raise Refused("inner.refused")

    @verb
    def outer() -> None:
        identifying.known("email", "outer@people.example")
        inner()

    with CaptureQueriesContext(connection) as captured, pytest.raises(Refused, match=r"inner\.refused"):
        outer()
    assert sum(query["sql"].startswith("SAVEPOINT") for query in captured) == 1
    assert identifying.find("email", "outer@people.example") is None
    assert identifying.find("email", "inner@people.example") is None


def test_only_what_has_changed_of_a_request_is_written(cast: Cast) -> None:
    ticket = open_ticket(customer=cast.vera, body="Письма не уходят")
    other = Ticket.objects.get(pk=ticket.pk)
    with CaptureQueriesContext(connection) as captured:
        other.note(by=cast.anna, body="Спросить хостинг")
    written = [query["sql"] for query in captured if query["sql"].startswith('UPDATE "tickets_ticket"')]
    assert len(written) == 1
    assert "changed_at" in written[0]
    assert "subject" not in written[0]
    ticket.refresh_from_db()
    assert ticket.changed_at == other.changed_at
    assert ticket.last_message_id == other.last_message_id
