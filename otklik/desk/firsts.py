"""First words and first answers to the point, as rows of tables in the reader's words (R4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from otklik.desk.written import Cell
from otklik.people.models import Person
from otklik.routing import firsts
from otklik.routing.models import Expectation
from otklik.ui.formats import Stamp, Words

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Count:
    """A number that opens into what it counts."""

    value: int
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """A week; lengths are words, or a dash."""

    title: str
    all: Count
    silent: Count
    held: Count
    lengths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A request: when it came, how soon somebody said something, how soon it was to the point."""

    number: str
    url: str
    subject: str
    responsible: str
    came: Stamp
    word: str
    point: str


def lines(reader: Person) -> list[Line]:
    """By week, the newest first."""
    words = Words(reader)
    return [
        Line(
            words.day(week.begins),
            Count(week.count, address(week.begins)),
            Count(week.silent, address(week.begins, firsts.WORD)),
            Count(week.held, address(week.begins, firsts.POINT)),
            tuple(_length(one, words) for one in (week.word, week.word_most, week.point, week.point_most)),
        )
        for week in firsts.weeks(reader)
    ]


def rows(found: Iterable[Expectation], words: Words) -> list[Row]:
    """The requests that a figure counts."""
    return [
        Row(
            number=words.ticket(one.ticket.number),
            url=reverse("desk:ticket", args=[one.ticket.number]),
            subject=one.ticket.subject,
            responsible=one.ticket.responsible.name if one.ticket.responsible else "",
            came=words.stamp(one.at, words.moment),
            word=_between(one.at, one.answered_at, words),
            point=_between(one.at, one.substance_at, words),
        )
        for one in found
    ]


def heads() -> tuple[tuple[str, str], ...]:
    """Of the columns, and how they stand."""
    return (
        (pgettext("figures", "Week from"), ""),
        (pgettext("figures", "Requests"), "num"),
        (_("No word yet"), "num"),
        (_("Only a first word"), "num"),
        (_("First word: half within"), "num"),
        (_("First word: 80 % within"), "num"),
        (_("To the point: half within"), "num"),
        (_("To the point: 80 % within"), "num"),
    )


def cells(reader: Person) -> Iterator[list[Cell]]:
    """The same for a file: dates as ISO 8601, lengths in minutes."""
    yield [
        *(text for text, _kind in heads()[:4]),
        *(_("%(title)s, minutes") % {"title": text} for text, _kind in heads()[4:]),
    ]
    for week in firsts.weeks(reader):
        lengths = (week.word, week.word_most, week.point, week.point_most)
        minutes = ["" if one is None else round(one / MINUTE, 1) for one in lengths]
        yield [week.begins.isoformat(), week.count, week.silent, week.held, *minutes]


def title(waits: str) -> str:
    """What a list of requests is of."""
    return {firsts.WORD: _("No word yet"), firsts.POINT: _("Only a first word")}.get(waits, _("All that came"))


def address(week: date, waits: str = "") -> str:
    """Where the requests of a figure are listed."""
    query = {"week": week.isoformat(), **({"waits": waits} if waits else {})}
    return f"{reverse('desk:first-words')}?{urlencode(query)}"


def _between(came: datetime, said: datetime | None, words: Words) -> str:
    return _length(None if said is None else said - came, words)


def _length(length: timedelta | None, words: Words) -> str:
    return "—" if length is None else words.duration(length)
