"""At which level somebody was when: a level decides by which norm time is judged, so its past must stay (R21)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from otklik.kernel import clock
from otklik.people.models import Level, LevelNote, Line, Person

CHARGED = Level.USUAL
"""From which level on violations are charged: not those of the first two (R21)."""


class Noted(NamedTuple):
    """A level of a line, and from when on."""

    since: datetime
    line: int
    level: int


def note(line: Line, person: Person, level: int) -> None:
    """Keep that it holds from now on, if it differs; whoever changes it is in a transaction."""
    last = LevelNote.objects.filter(line=line, person=person).last()
    if level != (last.level if last else Level.USUAL):
        since = clock.now() if last is None else max(clock.now(), last.since)
        LevelNote.objects.create(line=line, person=person, level=level, since=since)


def noted(person: int) -> list[Noted]:
    """Every level that the person has had, on all lines, in order of time."""
    rows = LevelNote.objects.filter(person=person).order_by("since", "id")
    return [Noted(*row) for row in rows.values_list("since", "line", "level")]


def at(known: Sequence[Noted], line: int | None, when: datetime) -> int:
    """The level on a line then; a specialist's where nothing is noted."""
    here = [one for one in known if one.line == line]
    place = bisect_right([one.since for one in here], when)
    return here[place - 1].level if place else Level.USUAL
