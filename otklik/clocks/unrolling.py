"""A week, its exceptions and a time zone, unrolled into open intervals. Pure.

One rule decides every odd night: it is open when the clock on the wall says so. An hour that the wall skips in spring
is not there; an hour that it shows twice in autumn is open twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo

from otklik.clocks.arithmetic import SECOND

DAY = 86_400
MINUTE = 60
FIRST_WEEKDAY = 3
"""1 January 1970 was a Thursday."""

Periods = Sequence[tuple[int, int]]
"""(start, end) in minutes after midnight, 1440 being the end of the day."""


def unroll(
    week: Sequence[Periods], days: Mapping[date, Periods], zone: tzinfo, since: date, until: date
) -> list[tuple[int, int]]:
    """Open intervals in microseconds since the epoch, from the UTC midnight of `since` to that of `until`.

    `week` has the periods of seven days from Monday; `days` has those of the dates that differ.
    """
    special = {_number(day): periods for day, periods in days.items()}
    joined: list[list[int]] = []
    for start, end in _intervals(week, special, zone, _number(since) * DAY, _number(until) * DAY):
        if joined and joined[-1][1] == start:
            joined[-1][1] = end
        else:
            joined.append([start, end])
    return [(start * SECOND, end * SECOND) for start, end in joined]


def _intervals(
    week: Sequence[Periods], special: Mapping[int, Periods], zone: tzinfo, since: int, until: int
) -> Iterator[tuple[int, int]]:
    for begins, ends, offset in _steady(zone, since, until):
        for day in range((begins + offset) // DAY, (ends - 1 + offset) // DAY + 1):
            midnight = day * DAY - offset
            for opens, closes in special.get(day, week[(day + FIRST_WEEKDAY) % 7]):
                start, end = max(midnight + opens * MINUTE, begins), min(midnight + closes * MINUTE, ends)
                if start < end:
                    yield start, end


def _steady(zone: tzinfo, since: int, until: int) -> Iterator[tuple[int, int, int]]:
    """Stretches during which the zone keeps one offset from UTC: (start, end, offset), in seconds."""
    begins, offset = since, _offset(zone, since)
    for at in [*range(since + DAY, until, DAY), until]:
        if _offset(zone, at) != offset:
            change = _change(zone, at - DAY, at)
            yield begins, change, offset
            begins, offset = change, _offset(zone, at)
    if begins < until:
        yield begins, until, offset


def _change(zone: tzinfo, low: int, high: int) -> int:
    """The second between two instants at which the offset changes."""
    was = _offset(zone, low)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(zone, middle) == was else (low, middle)
    return high


def _offset(zone: tzinfo, at: int) -> int:
    offset = datetime.fromtimestamp(at, UTC).astimezone(zone).utcoffset()
    return int(offset.total_seconds()) if offset else 0


def _number(day: date) -> int:
    """Days since the epoch."""
    return day.toordinal() - date(1970, 1, 1).toordinal()
