"""What stands still keeps its timer and its reason for as long as it stands still, and no longer (R1, R3, R5, R6)."""

from datetime import timedelta

import pytest

from otklik.kernel import clock
from otklik.people.models import Line
from otklik.tickets.kinds import Kind
from tests.tickets.acting import opened

SOON = timedelta(hours=3)


@pytest.fixture
def ticket(cast):
    fresh = opened(cast.vera)
    fresh.reply(by=cast.anna, body="Смотрю")
    return fresh


def put(ticket, cast, how):
    """Let it stand still in one of three ways."""
    at = clock.now() + SOON
    return {
        "postponed": lambda: ticket.postpone(until=at, why="До вечера", by=cast.anna),
        "other": lambda: ticket.await_other(whom="Дата-центр", what="Проверить стойку", again_at=at, by=cast.anna),
        "development": lambda: ticket.develop(key="MAIL-318", by=cast.anna, due=at),
    }[how]()


@pytest.mark.parametrize("how", ["other", "development"])
def test_r1_a_customer_who_writes_stops_neither_the_timer_nor_the_waiting(cast, ticket, how):
    wait = put(ticket, cast, how)
    before = ticket.wake_at
    ticket.write(by=cast.vera, body="А что с почтой?")
    assert (ticket.running_wait(), ticket.wake_at) == (wait, before)


@pytest.mark.parametrize("how", ["postponed", "other", "development"])
def test_a_request_that_is_passed_on_keeps_its_timer(cast, ticket, how):
    wait = put(ticket, cast, how)
    before = ticket.wake_at
    ticket.assign(to=cast.oleg, by=cast.boris)
    assert (ticket.running_wait(), ticket.wake_at, ticket.responsible) == (wait, before, cast.oleg)


def test_r3_a_request_passed_on_while_it_waits_wakes_in_time(cast, ticket, time):
    put(ticket, cast, "other")
    ticket.assign(to=cast.oleg, by=cast.boris)
    time.passes(hours=4)
    assert ticket.wake()
    assert (ticket.kind, ticket.responsible) == (Kind.IN_WORK, cast.oleg)


@pytest.mark.parametrize("how", ["postponed", "other", "development"])
@pytest.mark.parametrize("back", ["pool", "line"])
def test_what_goes_back_to_the_line_waits_for_nothing_any_more(cast, ticket, how, back):
    put(ticket, cast, how)
    if back == "pool":
        ticket.return_to_pool(by=cast.anna)
    else:
        ticket.move_to_line(Line.objects.get(code="second"), by=cast.anna)
    assert (ticket.kind, ticket.running_wait(), ticket.wake_at) == (Kind.NEW, None, None)


def test_one_waiting_at_a_time(cast, ticket):
    put(ticket, cast, "postponed")
    wait = put(ticket, cast, "development")
    assert (ticket.running_wait(), ticket.wake_at) == (wait, None)
    ticket.propose(by=cast.anna, body="Исправили")
    assert ticket.running_wait() is None
