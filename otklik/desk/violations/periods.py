"""Periods of a report in the days of the company: named ones, or any two dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from django.utils.translation import pgettext

from otklik.kernel import clock
from otklik.people import company
from otklik.ui.formats import Words

NAMED = ("month", "last", "week", "quarter")
USUAL = NAMED[0]
LONGEST = timedelta(days=400)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """From the beginning of `first` to the end of `last`, in the company's zone; `code` is how an address says it."""

    code: str
    first: date
    last: date

    @classmethod
    def read(cls, code: str) -> Self:
        """A name, or «2026-11-01..2026-11-30»; what is neither means this month. Never more than 400 days."""
        today = clock.now().astimezone(_zone()).date()
        first, last = _dates(code) or _named(code, today) or (today.replace(day=1), today)
        known = code if code in NAMED or _dates(code) else USUAL
        return cls(known, max(first, last - LONGEST), last)

    @property
    def since(self) -> datetime:
        """Its first instant."""
        return datetime.combine(self.first, time(), _zone())

    @property
    def until(self) -> datetime:
        """The first instant after it."""
        return datetime.combine(self.last + DAY, time(), _zone())

    @property
    def dates(self) -> str:
        """The same days, whatever day they are read on: for addresses that are kept."""
        return f"{self.first.isoformat()}..{self.last.isoformat()}"

    def title(self, words: Words) -> str:
        """What it is called."""
        return names().get(self.code) or f"{words.day(self.first)} – {words.day(self.last)}"


def names() -> dict[str, str]:
    """The named ones, in order."""
    said = (
        pgettext("period", "This month"),
        pgettext("period", "Last month"),
        pgettext("period", "7 days"),
        pgettext("period", "90 days"),
    )
    return dict(zip(NAMED, said, strict=True))


def _zone() -> ZoneInfo:
    return ZoneInfo(company.TIME_ZONE.value)


def _named(code: str, today: date) -> tuple[date, date] | None:
    month = today.replace(day=1)
    before = month - DAY
    return {
        "last": (before.replace(day=1), before),
        "week": (today - 6 * DAY, today),
        "quarter": (today - 89 * DAY, today),
    }.get(code)


def _dates(code: str) -> tuple[date, date] | None:
    first, _, last = code.partition("..")
    try:
        found = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return None
    return found if found[0] <= found[1] and found[0].year >= 2000 and found[1].year <= 2200 else None
