"""Business time counted minute by minute: slow, and too simple to be wrong."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
Periods = Sequence[tuple[int, int]]


class Naive:
    """A calendar that looks at the clock on the wall every minute."""

    def __init__(self, week: Sequence[Periods], days: Mapping[date, Periods], zone: ZoneInfo) -> None:
        self.week, self.days, self.zone = week, days, zone

    def is_open(self, at: datetime) -> bool:
        wall = at.astimezone(self.zone)
        periods = self.days.get(wall.date(), self.week[wall.weekday()])
        return any(start <= wall.hour * 60 + wall.minute < end for start, end in periods)

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """Both on a whole minute."""
        minutes, at = 0, start.astimezone(UTC)
        while at < end:
            minutes += self.is_open(at)
            at += MINUTE
        return minutes * MINUTE

    def after(self, start: datetime, length: timedelta) -> datetime:
        """A whole number of minutes."""
        left, at = length // MINUTE, start.astimezone(UTC)
        while left:
            left -= self.is_open(at)
            at += MINUTE
        return at
