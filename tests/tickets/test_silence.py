"""R10: silence closes only when the rule is on, after visible reminders, in the customer's working days."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from otklik.kernel import settings
from otklik.tickets import jobs, silence
from otklik.tickets.kinds import Closing, Kind, MessageKind
from otklik.tickets.models import Message
from tests.cast import Cast
from tests.tickets.acting import opened

MOSCOW = ZoneInfo("Europe/Moscow")
THURSDAY = datetime(2026, 11, 19, 12, tzinfo=UTC)


def test_r10_nothing_is_closed_until_somebody_switches_the_rule_on(cast: Cast, time: Any) -> None:
    time.stands(THURSDAY)
    ticket = opened(cast.vera)
    ticket.propose(by=cast.anna, body="Готово")
    time.passes(days=30)
    jobs.watch_silence()
    ticket.refresh_from_db()
    assert ticket.kind == Kind.SOLUTION_PROPOSED


def test_r10_two_reminders_the_last_names_the_date_then_closing_on_the_third_working_day(cast: Cast, time: Any) -> None:
    settings.change("tickets.close_by_silence", True, by=cast.gleb)
    time.stands(THURSDAY)
    ticket = opened(cast.vera)
    ticket.propose(by=cast.anna, body="Готово")
    for day in (20, 23, 24):
        time.stands(datetime(2026, 11, day, 13, tzinfo=MOSCOW))
        jobs.watch_silence()
        jobs.watch_silence()
    ticket.refresh_from_db()
    reminders = list(Message.objects.filter(ticket=ticket, kind=MessageKind.REMINDER).order_by("id"))
    assert len(reminders) == 2
    assert "24.11.2026" in reminders[1].body
    assert (ticket.kind, ticket.closing_kind) == (Kind.CLOSED, Closing.BY_SILENCE)


def test_r10_an_answer_stops_the_count(cast: Cast, time: Any) -> None:
    settings.change("tickets.close_by_silence", True, by=cast.gleb)
    time.stands(THURSDAY)
    ticket = opened(cast.vera)
    ticket.propose(by=cast.anna, body="Готово")
    ticket.write(by=cast.vera, body="Ещё смотрим?")
    time.passes(days=10)
    jobs.watch_silence()
    ticket.refresh_from_db()
    assert ticket.is_open


@pytest.mark.parametrize(("days", "wanted"), [(1, 20), (2, 23), (3, 24)])
def test_r10_working_days_skip_the_weekend(days: int, wanted: int) -> None:
    assert silence.due(THURSDAY, days, MOSCOW) == datetime(2026, 11, wanted, 12, tzinfo=MOSCOW)
