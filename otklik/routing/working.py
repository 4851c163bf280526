"""A person's week as instants: pure, no database, no clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

BREAK = timedelta(hours=3)
"""A shorter gap between two periods is lunch, a longer one divides two shifts."""
EARLY = timedelta(hours=3)
"""Who comes so long before their hours has come for them."""
AHEAD = 14
"""Days that are looked through for the next shift."""

Span = tuple[datetime, datetime]


def spans(week: Sequence[Sequence[tuple[int, int]]], zone: ZoneInfo, since: date, days: int) -> Iterator[Span]:
    """The working periods of so many days, in order; what meets at midnight is one."""
    last: Span | None = None
    for number in range(days):
        day = since + timedelta(days=number)
        for start, end in sorted(week[day.weekday()]):
            span = _at(day, start, zone), _at(day, end, zone)
            if last and span[0] <= last[1]:
                last = last[0], max(last[1], span[1])
                continue
            if last:
                yield last
            last = span
    if last:
        yield last


def shifts(week: Sequence[Sequence[tuple[int, int]]], zone: ZoneInfo, since: date, days: int) -> Iterator[Span]:
    """The same with lunches inside: what is one going to work."""
    last: Span | None = None
    for span in spans(week, zone, since, days):
        if last and span[0] - last[1] <= BREAK:
            last = last[0], span[1]
            continue
        if last:
            yield last
        last = span
    if last:
        yield last


def shift_at(week: Sequence[Sequence[tuple[int, int]]], zone: ZoneInfo, at: datetime) -> Span | None:
    """The shift that lasts at that instant, or is about to begin."""
    around = shifts(week, zone, at.astimezone(zone).date() - timedelta(days=2), 5)
    return next((span for span in around if span[0] - EARLY <= at < span[1]), None)


def next_shift(week: Sequence[Sequence[tuple[int, int]]], zone: ZoneInfo, after: datetime) -> Span | None:
    """The first shift that begins after that instant; None when there is none in two weeks."""
    ahead = shifts(week, zone, after.astimezone(zone).date() - timedelta(days=1), AHEAD + 1)
    return next((span for span in ahead if span[0] > after), None)


def works_at(week: Sequence[Sequence[tuple[int, int]]], zone: ZoneInfo, at: datetime) -> bool:
    """Whether the instant lies in the person's hours."""
    around = spans(week, zone, at.astimezone(zone).date() - timedelta(days=1), 3)
    return any(start <= at < end for start, end in around)


def _at(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    days, minutes = divmod(minutes, 24 * 60)
    return datetime.combine(day + timedelta(days=days), time(minutes // 60, minutes % 60), zone)
