"""Dates, durations and numbers as people of each language write them (DESIGN §5), for Python and templates alike.

`Words(person)` knows one reader: the language, the zone and the present. Views make one for a request and prepare plain
strings with it; nothing is looked up in a catalogue or a locale file while a row is made.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache
from typing import Any, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from babel import Locale
from babel.numbers import format_decimal, format_percent
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone, translation
from django.utils.translation import npgettext, pgettext

from otklik.kernel import clock

NBSP = "\u00a0"
MINUTE, HOUR, DAY = 60, 3600, 86400


class Reader(Protocol):
    """Whoever a text is made for."""

    @property
    def language(self) -> str: ...
    @property
    def time_zone(self) -> str: ...


class Stamp(NamedTuple):
    """What `<time>` needs: the shown text, the machine's `datetime` and the full date for `title`."""

    text: str
    iso: str
    title: str


@dataclass(frozen=True, slots=True)
class Phrases:
    """The pieces of one language that dates and durations are made of."""

    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    today: str
    yesterday: str
    tomorrow: str
    at: str
    at_eleven: str
    day_heading: str
    minutes: str
    hours: str
    days: str
    left: str
    number: str
    sizes: tuple[str, str, str, str]


@cache
def phrases(language: str) -> Phrases:
    """The pieces of `language`, collected once; names of months and days are CLDR's."""
    names = Locale.parse(language)
    with translation.override(language):
        return Phrases(
            months=tuple(names.months["format"]["wide"][number] for number in range(1, 13)),
            weekdays=tuple(names.days["format"]["wide"][number] for number in range(7)),
            today=pgettext("date", "today"),
            yesterday=pgettext("date", "yesterday"),
            tomorrow=pgettext("date", "tomorrow"),
            at=pgettext("date and time", "%(day)s at %(time)s"),
            at_eleven=pgettext("date and time, eleven o'clock", "%(day)s at %(time)s"),
            day_heading=pgettext("date", "%(day)s, %(weekday)s %(date)s"),
            minutes=_tied(pgettext("duration", "%(count)s min")),
            hours=_tied(pgettext("duration", "%(count)s h")),
            days=_tied(pgettext("duration", "%(count)s d")),
            left=pgettext("time left", "%(duration)s left"),
            number=_tied(pgettext("ticket", "No. %(number)s")),
            sizes=(
                _tied(pgettext("size", "%(count)s B")),
                _tied(pgettext("size", "%(count)s KB")),
                _tied(pgettext("size", "%(count)s MB")),
                _tied(pgettext("size", "%(count)s GB")),
            ),
        )


class Words:
    """One reader's way of writing. `person` has `language` and `time_zone`; a guest has those of the request."""

    __slots__ = ("language", "now", "phrases", "today", "zone")

    def __init__(self, person: Reader | AnonymousUser | None = None, *, now: datetime | None = None) -> None:
        language = getattr(person, "language", "") or translation.get_language() or "en"
        zone = getattr(person, "time_zone", "")
        self.language = language
        self.zone: tzinfo = ZoneInfo(zone) if zone else timezone.get_current_timezone()
        self.now = (now or clock.now()).astimezone(self.zone)
        self.today = self.now.date()
        self.phrases = phrases(language)

    # Points in time

    def time(self, at: datetime) -> str:
        """«14:05»."""
        return f"{at.astimezone(self.zone):%H:%M}"

    def short(self, at: datetime) -> str:
        """For lists: «14:05» today, then «вчера», «19 ноя», «19 ноя 2025»."""
        there = at.astimezone(self.zone)
        days = (there.date() - self.today).days
        if days == 0:
            return f"{there:%H:%M}"
        return self._near(days) or self._date(there.date(), letters=3)

    def sentence(self, at: datetime) -> str:
        """For sentences: «сегодня в 14:05», «вчера в 16:42», «19 ноября в 14:05»."""
        there = at.astimezone(self.zone)
        days = (there.date() - self.today).days
        return self._at(self.phrases.today if days == 0 else self._near(days) or self._date(there.date()), there)

    def moment(self, at: datetime) -> str:
        """Beside a message: «14:05» today, else as in a sentence."""
        there = at.astimezone(self.zone)
        return f"{there:%H:%M}" if there.date() == self.today else self.sentence(at)

    def full(self, at: datetime) -> str:
        """For `title`: «суббота, 21 ноября 2026, 14:05»."""
        there = at.astimezone(self.zone)
        day = there.date()
        return f"{self.phrases.weekdays[day.weekday()]}, {self._named(day)} {day.year}, {there:%H:%M}"

    def exact(self, at: datetime) -> str:
        """For logs: «2026-11-21 14:05:09» at the reader's."""
        return f"{at.astimezone(self.zone):%Y-%m-%d %H:%M:%S}"

    def day(self, at: datetime | date) -> str:
        """«21 ноября», with the year when it is not this one."""
        return self._date(self._day(at))

    def day_heading(self, at: datetime | date) -> str:
        """Between the days of a conversation: «Сегодня, суббота 21 ноября»."""
        day = self._day(at)
        days = (day - self.today).days
        near = self.phrases.today if days == 0 else self._near(days)
        weekday = self.phrases.weekdays[day.weekday()]
        text = f"{weekday}, {self._date(day)}"
        if near:
            text = self.phrases.day_heading % {"day": near, "weekday": weekday, "date": self._date(day)}
        return text[:1].upper() + text[1:]

    def hours(self, start: datetime, end: datetime) -> str:
        """A range of one day: «03:00–04:00»."""
        return f"{self.time(start)}–{self.time(end)}"

    def stamp(self, at: datetime, how: Callable[[datetime], str] | None = None) -> Stamp:
        """The three values of a `<time>`; `how` is one of the methods above, `short` by default."""
        return Stamp((how or self.short)(at), iso(at), self.full(at))

    # Lengths of time

    def duration(self, length: timedelta | float) -> str:
        """For rows: «5 мин», «1 ч 40 мин», «2 д 19 ч»; `length` in seconds, cut down to whole minutes, at least one."""
        (larger, unit), *smaller = _split(length)
        names = {DAY: self.phrases.days, HOUR: self.phrases.hours, MINUTE: self.phrases.minutes}
        return " ".join(names[unit] % {"count": count} for count, unit in [(larger, unit), *smaller])

    def long_duration(self, length: timedelta | float) -> str:
        """For sentences, as after «за» and «через»: «5 минут», «1 час 40 минут»."""
        with translation.override(self.language):
            return " ".join(_long(count, unit) for count, unit in _split(length))

    def left(self, length: timedelta | float) -> str:
        """What a clock says: «ещё 18 мин» before its end, «+12 мин» after (`length` below zero)."""
        seconds = _seconds(length)
        if seconds < 0:
            return f"+{self.duration(-seconds)}"
        return self.phrases.left % {"duration": self.duration(seconds)}

    # Numbers

    def number(self, value: float) -> str:
        """«18 400», «4,4», «−3» with no-break spaces and a real minus."""
        return format_decimal(value, locale=self.language).replace("-", "−")

    def percent(self, share: float) -> str:
        """A share of one as «82 %»."""
        return format_percent(share, locale=self.language).replace("-", "−")

    def size(self, count: int) -> str:
        """Of a file, in bytes: «14 КБ», «1,2 МБ»."""
        value, unit = float(count), 0
        while value >= 1000 and unit < 3:
            value, unit = value / 1024, unit + 1
        shown = round(value, 1) if unit > 1 and value < 10 else round(value)
        return self.phrases.sizes[unit] % {"count": self.number(shown)}

    def ticket(self, number: int) -> str:
        """«№ 4812»; the number itself is never grouped."""
        return self.phrases.number % {"number": number}

    # Pieces

    def _near(self, days: int) -> str:
        return {-1: self.phrases.yesterday, 1: self.phrases.tomorrow}.get(days, "")

    def _named(self, day: date, letters: int | None = None) -> str:
        return f"{day.day}{NBSP}{self.phrases.months[day.month - 1][:letters]}"

    def _date(self, day: date, letters: int | None = None) -> str:
        named = self._named(day, letters)
        return named if day.year == self.today.year else f"{named} {day.year}"

    def _at(self, day: str, there: datetime) -> str:
        pattern = self.phrases.at_eleven if there.hour == 11 else self.phrases.at
        return pattern % {"day": day, "time": f"{there:%H:%M}"}

    def _day(self, at: datetime | date) -> date:
        return at.astimezone(self.zone).date() if isinstance(at, datetime) else at


def iso(at: datetime) -> str:
    """The `datetime` attribute of `<time>`, in UTC."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def filters() -> dict[str, Callable[..., Any]]:
    """Filters for the odd value that a view did not prepare: in the language and zone of the current request."""
    names = ("short", "sentence", "moment", "full", "day", "time", "duration", "long_duration", "number", "percent")
    made = {name: _filter(name) for name in (*names, "size", "ticket")}
    return {**{f"as_{name}": call for name, call in made.items()}, "iso": iso}


def browser_words() -> dict[str, str]:
    """The pieces with which the browser keeps clocks and ages true, and weighs a file before it is sent."""
    words = phrases(translation.get_language() or "en")
    return {
        "min": words.minutes,
        "hour": words.hours,
        "day": words.days,
        "left": words.left,
        "kb": words.sizes[1],
        "mb": words.sizes[2],
    }


def _filter(name: str) -> Callable[..., Any]:
    def shown(value: Any) -> Any:
        return getattr(Words(), name)(value)

    return shown


def _seconds(length: timedelta | float) -> int:
    return int(length.total_seconds() if isinstance(length, timedelta) else length)


def _split(length: timedelta | float) -> list[tuple[int, int]]:
    """The two largest units, the second only if it is not zero: [(1, HOUR), (40, MINUTE)]."""
    seconds = max(_seconds(length), MINUTE)
    unit, below = (DAY, HOUR) if seconds >= DAY else (HOUR, MINUTE) if seconds >= HOUR else (MINUTE, 0)
    parts = [(seconds // unit, unit)]
    rest = seconds % unit // below if below else 0
    return [*parts, (rest, below)] if rest else parts


def _long(count: int, unit: int) -> str:
    if unit == DAY:
        text = npgettext("duration", "%(count)s day", "%(count)s days", count)
    elif unit == HOUR:
        text = npgettext("duration", "%(count)s hour", "%(count)s hours", count)
    else:
        text = npgettext("duration", "%(count)s minute", "%(count)s minutes", count)
    return _tied(text) % {"count": count}


def _tied(text: str) -> str:
    """A number never parts with its unit at the end of a line."""
    return text.replace(" ", NBSP)
