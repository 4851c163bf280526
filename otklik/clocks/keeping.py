"""Open intervals in the database, and in the memory of a process: both answer from the same rows."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import connection

from otklik.clocks.arithmetic import ALWAYS, Hours, Openings, instant, micros
from otklik.clocks.freezing import freeze, source
from otklik.clocks.models import Calendar, CalendarDay
from otklik.clocks.unrolling import unroll
from otklik.kernel import clock
from otklik.kernel.verbs import verb

YEARS_BACK = 3
YEARS_AHEAD = 4
"""How far the week is unrolled around this year, the present one not counted; a job moves it on each year."""

log = logging.getLogger("otklik.clocks")
_kept: dict[int, tuple[int, Openings]] = {}


class UnknownZone(ValueError):
    """This machine does not know the time zone of that name: it was renamed, or never was."""


@verb
def rebuild(calendar: Calendar) -> None:
    """Unroll the calendar into open intervals. Raises UnknownZone, and leaves the old ones standing.

    What has passed stays as it was counted: a change holds from now on, and no past deadline moves (decision 0022).
    """
    Calendar.objects.select_for_update().get(pk=calendar.pk)  # two at once would write over each other
    since, until = window()
    fresh = unroll(calendar.week(), calendar.different(), zone(calendar.time_zone), since, until)
    openings = Openings(_joined(_passed(calendar), fresh, micros(clock.now())) if calendar.version else fresh)
    calendar.openings.all().delete()
    _write(calendar, openings)
    calendar.version = _next_version()
    calendar.opens_since, calendar.opens_until = since, until
    calendar.save(update_fields=["version", "opens_since", "opens_until"])


def _next_version() -> int:
    """A number that nothing had before, not even what was tried and undone: memories of hours go by it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('clocks_calendar_version')")
        return int(cursor.fetchone()[0])


def _passed(calendar: Calendar) -> list[tuple[int, int]]:
    """The intervals that stand, in order."""
    rows = calendar.openings.order_by("starts_at").values_list("starts_at", "ends_at")
    return [(micros(start), micros(end)) for start, end in rows]


def _joined(old: Iterable[tuple[int, int]], fresh: Iterable[tuple[int, int]], now: int) -> list[tuple[int, int]]:
    """The old intervals until now, the fresh ones from now on. Pure."""
    before = [(start, min(end, now)) for start, end in old if start < now]
    after = [(max(start, now), end) for start, end in fresh if end > now]
    if before and after and before[-1][1] == after[0][0]:
        after[0] = before.pop()[0], after[0][1]
    return [*before, *after]


def _write(calendar: Calendar, openings: Openings) -> None:
    """Thousands of rows in one statement."""
    starts, ends = ([instant(at) for at in column] for column in (openings.starts, openings.ends))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO clocks_opening (calendar_id, starts_at, ends_at, before) SELECT %s::bigint, * "
            "FROM unnest(%s::timestamptz[], %s::timestamptz[], %s::bigint[])",
            [calendar.pk, starts, ends, openings.before],
        )


def window() -> tuple[date, date]:
    """From when to when a calendar is unrolled."""
    year = clock.now().year
    return date(year - YEARS_BACK, 1, 1), date(year + YEARS_AHEAD + 1, 1, 1)


def zone(name: str) -> ZoneInfo:
    """The time zone. Raises UnknownZone."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnknownZone(name) from None


def hours(calendar: Calendar | None) -> Hours:
    """The hours of a calendar, kept until it is unrolled anew; calendar time without one."""
    if calendar is None:
        return ALWAYS
    known = _kept.get(calendar.pk)
    if known is None or known[0] != calendar.version:
        rows = calendar.openings.order_by("starts_at").values_list("starts_at", "ends_at")
        known = calendar.version, Openings((micros(start), micros(end)) for start, end in rows)
        _kept[calendar.pk] = known
    return known[1]


def add_holidays(calendar: Calendar, years: Iterable[int]) -> list[CalendarDay]:
    """Freeze the country's dates of these years; a date that is there already stays as somebody left it."""
    taken = set(calendar.days.values_list("date", flat=True))
    fresh = [
        CalendarDay(
            calendar=calendar,
            date=day.date,
            kind=day.kind,
            name=day.name,
            like=day.like,
            shorter_by=day.shorter_by,
            source=source(),
        )
        for day in freeze(calendar.country, years)
        if day.date not in taken
    ]
    return CalendarDay.objects.bulk_create(fresh)


def move_on() -> None:
    """Unroll every calendar whose window has moved; one that cannot be is named in the log and keeps the old."""
    since, until = window()
    for calendar in Calendar.objects.exclude(opens_since=since, opens_until=until):
        try:
            _move_on(calendar, range(since.year, until.year))
        except UnknownZone as error:
            log.error("calendar %s: unknown time zone %s; its old intervals stand", calendar.pk, error)


@verb
def _move_on(calendar: Calendar, years: range) -> None:
    known = {day.year for day in calendar.days.values_list("date", flat=True)}
    add_holidays(calendar, [year for year in years if year not in known])
    rebuild(calendar)
