"""A norm before it is set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from otklik.clocks.models import Counting, Norm
from otklik.people.models import Line
from otklik.tickets.models import Status


@dataclass(frozen=True)
class Draft:
    """A norm that somebody thinks of. `status` None: a debt of reply; no limits: no norm any more.

    `level` None: in everybody's hands.
    """

    status: Status | None
    line: Line | None
    limits: tuple[timedelta, ...]
    counting: str = Counting.BUSINESS
    level: int | None = None

    def norm(self, valid_from: datetime) -> Norm:
        """As an unsaved row."""
        limits: list[timedelta | None] = [*self.limits, None, None, None]
        return Norm(
            status=self.status,
            line=self.line,
            level=self.level,
            counting=self.counting,
            first=limits[0],
            second=limits[1],
            third=limits[2],
            valid_from=valid_from,
        )
