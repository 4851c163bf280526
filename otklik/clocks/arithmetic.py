"""Business time: how much of it passed, and when so much of it will have passed. Pure, O(log n).

Open intervals stand in order with the open time that lies before each of them (prefix sums), so both questions are one
search. Instants are whole microseconds since the epoch inside, aware datetimes outside. SQL answers the same questions
from the same intervals (`clocks_elapsed`, `clocks_after`).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import accumulate, pairwise

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
SECOND = 1_000_000
"""Microseconds."""


class OutOfReach(ValueError):
    """The intervals end before so much open time has passed."""


class Openings:
    """When something is open: intervals in order that neither touch nor overlap."""

    __slots__ = ("before", "ends", "starts", "total")

    def __init__(self, intervals: Iterable[tuple[int, int]]) -> None:
        """`intervals` are (start, end) in microseconds since the epoch. Raises ValueError if out of order."""
        pairs = list(intervals)
        if any(start >= end for start, end in pairs) or any(a[1] > b[0] for a, b in pairwise(pairs)):
            raise ValueError("intervals must be in order and not overlap")
        self.starts = [start for start, _ in pairs]
        self.ends = [end for _, end in pairs]
        self.before = list(accumulate((end - start for start, end in pairs), initial=0))
        self.total = self.before.pop()

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """Open time between two instants; none when `end` is not after `start`."""
        return timedelta(microseconds=max(0, self.opened(micros(end)) - self.opened(micros(start))))

    def after(self, start: datetime, length: timedelta) -> datetime:
        """The first instant at which `length` of open time has passed since `start`. Raises OutOfReach."""
        return instant(self.reach(micros(start), length // MICROSECOND))

    def opened(self, at: int) -> int:
        """Open microseconds from the first interval to `at`."""
        place = bisect_right(self.starts, at) - 1
        return self.before[place] + min(at, self.ends[place]) - self.starts[place] if place >= 0 else 0

    def reach(self, start: int, length: int) -> int:
        """`after` in microseconds."""
        if length <= 0:
            return start
        target = self.opened(start) + length
        if target > self.total:
            raise OutOfReach
        place = bisect_left(self.before, target) - 1
        return self.starts[place] + target - self.before[place]

    def is_open(self, at: datetime) -> bool:
        """Whether it is open at that instant."""
        place = bisect_right(self.starts, micros(at)) - 1
        return place >= 0 and micros(at) < self.ends[place]


class Always:
    """Calendar time: never closed."""

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """All the time between two instants."""
        return max(timedelta(), end - start)

    def after(self, start: datetime, length: timedelta) -> datetime:
        """The instant `length` later."""
        return start + max(timedelta(), length)

    def is_open(self, at: datetime) -> bool:
        """Yes."""
        return True


Hours = Openings | Always
"""Time as a clock counts it."""

ALWAYS = Always()


def micros(at: datetime) -> int:
    """An aware instant in microseconds since the epoch."""
    return (at - EPOCH) // MICROSECOND


def instant(at: int) -> datetime:
    """Microseconds since the epoch as an aware instant."""
    return EPOCH + timedelta(microseconds=at)
