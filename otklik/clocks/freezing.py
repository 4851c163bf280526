"""Holidays and transferred days of a country, as the package `holidays` knows them (research: equal to the official
production calendar of Russia day by day, 2022–2027).

What it says is frozen into rows that people edit: no upgrade of a package may change a deadline or a payslip. It does
not know: shortened days (we add those of article 95 of Russia's Labour Code), holidays of regions, days declared
non-working by decree, and the transfers of years that no government has decided on yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.metadata import version
from typing import Any

import holidays
from django.db import models
from django.utils.translation import pgettext_lazy

SATURDAY = 5
FRIDAY = 4
TOMORROW = timedelta(days=1)
SHORTER = 60
"""Minutes by which the day before a public holiday is shorter (article 95)."""
_SUBSTITUTED = re.compile(r"\(substituted from (\d\d/\d\d/\d{4})\)")
_OBSERVED = "(observed)"


class DayKind(models.TextChoices):
    """What is different about a date."""

    HOLIDAY = "holiday", pgettext_lazy("calendar", "public holiday")
    OFF = "off", pgettext_lazy("calendar", "day off")
    WORK = "work", pgettext_lazy("calendar", "working day")
    SHORT = "short", pgettext_lazy("calendar", "shortened day")


class Country(models.TextChoices):
    """Whose holidays a calendar can begin with."""

    RU = "RU", pgettext_lazy("country", "Russia")
    BY = "BY", pgettext_lazy("country", "Belarus")
    KZ = "KZ", pgettext_lazy("country", "Kazakhstan")
    UA = "UA", pgettext_lazy("country", "Ukraine")
    GE = "GE", pgettext_lazy("country", "Georgia")
    AM = "AM", pgettext_lazy("country", "Armenia")
    DE = "DE", pgettext_lazy("country", "Germany")


SHORTENED = (Country.RU,)
"""Where the day before a public holiday is an hour shorter by law."""


@dataclass(frozen=True)
class Day:
    """A date that differs: a working Saturday has the hours of weekday `like`; a short day is shorter by minutes.

    `shut`: the hours of a day off that is closed for a part only, in minutes after midnight.
    """

    date: date
    kind: DayKind
    name: str = ""
    like: int | None = None
    shorter_by: int = 0
    shut: tuple[int, int] | None = None


def source() -> str:
    """What a frozen row says of where it came from."""
    return f"holidays {version('holidays')}"


def transfers_known_until(country: str) -> int | None:
    """The last year whose transferred days are known; None where none are transferred."""
    if country not in Country.values:
        return None
    special: dict[int, Any] = getattr(_of(country, []), "special_public_holidays", {})
    return max((year for year, moves in special.items() if _moves(moves)), default=None)


def freeze(country: str, years: Iterable[int]) -> list[Day]:
    """Every date of these years that differs from the week, in order. Unknown countries have none."""
    years = list(years)
    if country not in Country.values:
        return []
    found = _of(country, years, language="en_US")
    local = _of(country, years, language=found.default_language)
    moved = {day: from_ for day, name in found.items() if (from_ := _substituted(name))}
    statutory = {day for day, name in found.items() if day not in moved and _OBSERVED not in name}
    days = [Day(day, DayKind.HOLIDAY if day in statutory else DayKind.OFF, _named(local, day)) for day in found]
    swapped = {from_: day for day, from_ in moved.items()}
    for saturday in found.weekend_workdays:
        like = swapped.get(saturday)
        days.append(Day(saturday, DayKind.WORK, "", like.weekday() if like else FRIDAY, _cut(country, like, statutory)))
    days += _short(country, {day.date for day in days}, statutory)
    return sorted((day for day in days if day.date.year in years), key=lambda day: day.date)


def _short(country: str, different: set[date], statutory: set[date]) -> Iterable[Day]:
    """Working days just before a public holiday."""
    for holiday in statutory:
        eve = holiday - TOMORROW
        if eve not in different and eve.weekday() < SATURDAY and (cut := _cut(country, eve, statutory)):
            yield Day(eve, DayKind.SHORT, "", None, cut)


def _cut(country: str, day: date | None, statutory: set[date]) -> int:
    return SHORTER if day and country in SHORTENED and day + TOMORROW in statutory else 0


def _moves(entries: Any) -> bool:
    """Whether one of the package's entries of a year says (month, day off, month, day worked instead)."""
    entries = entries if isinstance(entries[0], tuple) else (entries,)
    return any(len(entry) == len(("month", "off", "month", "worked")) for entry in entries)


def _of(country: str, years: Iterable[int], language: str | None = None) -> Any:
    return holidays.country_holidays(country, years=list(years), language=language)


def _substituted(name: str) -> date | None:
    found = _SUBSTITUTED.search(name)
    return datetime.strptime(found[1], "%m/%d/%Y").date() if found else None  # noqa: DTZ007  a date has no zone


def _named(local: Any, day: date) -> str:
    return str(local.get(day, ""))[:120]
