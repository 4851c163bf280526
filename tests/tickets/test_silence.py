"""R10: silence closes only when the rule is on, after visible reminders, in the customer's working days."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from otklik.clocks import arranging
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


def _silent(cast: Cast, since: datetime, time: Any, **person: str) -> Any:
    settings.change("tickets.close_by_silence", True, by=cast.gleb)
    time.stands(since)
    type(cast.vera).objects.filter(pk=cast.vera.pk).update(**person)
    ticket = opened(cast.vera)
    ticket.propose(by=cast.anna, body="Готово")
    return ticket


def _reminders(ticket: Any) -> list[str]:
    found = Message.objects.filter(ticket=ticket, kind=MessageKind.REMINDER).order_by("id")
    return list(found.values_list("body", flat=True))


def test_r10_holidays_and_transferred_days_are_the_calendars(cast: Cast, time: Any) -> None:
    """3 November 2026 is a Tuesday, the 4th a holiday of Russia: the third working day is Monday the 9th."""
    ticket = _silent(cast, datetime(2026, 11, 3, 12, tzinfo=MOSCOW), time)
    for day in range(4, 9):
        time.stands(datetime(2026, 11, day, 13, tzinfo=MOSCOW))
        jobs.watch_silence()
    assert len(_reminders(ticket)) == 2
    assert "09.11.2026" in _reminders(ticket)[1]
    time.stands(datetime(2026, 11, 9, 13, tzinfo=MOSCOW))
    jobs.watch_silence()
    ticket.refresh_from_db()
    assert ticket.closing_kind == Closing.BY_SILENCE


def test_r10_a_company_with_a_calendar_of_its_own_goes_by_it(cast: Cast, time: Any) -> None:
    week = [[(540, 1080)]] * 7
    calendar = arranging.add_calendar({"ru": "Без выходных"}, time_zone="Europe/Moscow", week=week, by=cast.gleb)
    arranging.use_for(calendar, organizations=[cast.company("warm")], by=cast.gleb)
    ticket = _silent(cast, datetime(2026, 11, 20, 12, tzinfo=MOSCOW), time)
    for day in (21, 22, 23):
        time.stands(datetime(2026, 11, day, 13, tzinfo=MOSCOW))
        jobs.watch_silence()
    ticket.refresh_from_db()
    assert ticket.closing_kind == Closing.BY_SILENCE


def test_r10_noon_is_the_customers(cast: Cast, time: Any) -> None:
    ticket = _silent(cast, datetime(2026, 11, 19, 3, tzinfo=UTC), time, time_zone="Asia/Vladivostok")
    time.stands(datetime(2026, 11, 20, 1, 59, tzinfo=UTC))
    jobs.watch_silence()
    assert not _reminders(ticket)
    time.stands(datetime(2026, 11, 20, 2, tzinfo=UTC))
    jobs.watch_silence()
    assert len(_reminders(ticket)) == 1


def test_r10_after_we_were_down_nothing_is_skipped_and_the_date_named_is_kept(cast: Cast, time: Any) -> None:
    ticket = _silent(cast, THURSDAY, time)
    time.stands(datetime(2026, 12, 1, 10, tzinfo=MOSCOW))
    for _ in range(3):
        jobs.watch_silence()
    assert len(_reminders(ticket)) == 1
    time.stands(datetime(2026, 12, 2, 12, tzinfo=MOSCOW))
    for _ in range(3):
        jobs.watch_silence()
    assert len(_reminders(ticket)) == 2
    assert "03.12.2026" in _reminders(ticket)[1]
    ticket.refresh_from_db()
    assert ticket.is_open
    time.stands(datetime(2026, 12, 3, 12, tzinfo=MOSCOW))
    jobs.watch_silence()
    ticket.refresh_from_db()
    assert ticket.closing_kind == Closing.BY_SILENCE


@pytest.mark.parametrize(
    ("tone", "words"), [("polite", "Скажите, пожалуйста"), ("informal", "Напиши"), ("official", "Просим сообщить")]
)
def test_r10_reminders_speak_in_the_customers_tone(cast: Cast, time: Any, tone: str, words: str) -> None:
    ticket = _silent(cast, THURSDAY, time, tone=tone)
    time.stands(datetime(2026, 11, 20, 13, tzinfo=MOSCOW))
    jobs.watch_silence()
    assert words in _reminders(ticket)[0]
