"""The report of violations as tables: every figure knows where the violations that it counts are (H3, R25)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from django.utils.translation import pgettext

from otklik.clocks import reporting
from otklik.clocks.models import Fault
from otklik.clocks.reporting import Key, Leniency, Scope, Tally
from otklik.desk.violations.look import DEBT, LINE, NOBODY, Look, address
from otklik.desk.violations.rows import named
from otklik.kernel import replica
from otklik.kernel.translated import Translated
from otklik.people.models import Line, Person
from otklik.tickets.models import Status
from otklik.ui.formats import Words

FEW = 30
"""From how many turns on a rate means something."""
NARROWING = ("line", "status", "person")
"""What bounds both the violations and the turns that they are set against."""
ASKED = (*NARROWING, "degree")
"""What the report can be asked for; a degree bounds the violations only."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, and where what it counts is."""

    value: float
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """Of whom, or of which status: turns, violations by degree, shares of them, per 100 turns, those not charged."""

    title: str
    turns: Figure
    degrees: tuple[Figure, ...]
    parts: Figure
    rate: Figure | None
    is_few: bool
    excused: Figure


@dataclass(frozen=True, slots=True)
class Section:
    """One line: lines are compared within themselves."""

    line: str
    people: tuple[Row, ...]
    statuses: tuple[Row, ...]
    whole: Row


@dataclass(frozen=True, slots=True)
class Excused:
    """What a lead excused."""

    lead: str
    figures: tuple[tuple[str, int], ...]
    count: Figure
    own: int


@dataclass(frozen=True, slots=True)
class Report:
    """The page."""

    title: str
    sections: tuple[Section, ...]
    excused: tuple[Excused, ...]


class Writer:
    """Makes rows of tallies; names come in one question each."""

    def __init__(self, look: Look, reader: Person) -> None:
        chosen = {name: value for name, value in look.chosen.items() if name in ASKED}
        self.look, self.words, self.reader = replace(look, chosen=chosen, page="", excused_by=""), Words(reader), reader
        self.violations = self.look.violations(reader)
        self.scope = _scope(self.look)
        self.lines = dict(Line.objects.values_list("pk", "name"))
        self.statuses = dict(Status.objects.values_list("pk", "name"))

    def report(self) -> Report:
        """Everything, in a handful of questions however many violations there are."""
        people = reporting.by_person(self.violations, self.scope)
        statuses = reporting.by_status(self.violations, self.scope)
        given = reporting.leniency(self.violations)
        self.names = dict(
            Person.objects.visible_to(self.reader)
            .filter(pk__in={key.of for key in people} | {one.lead for one in given})
            .values_list("pk", "name")
        )
        lines = sorted({key.line for key in (*people, *statuses)}, key=self._line)
        return Report(
            self.look.period.title(self.words),
            tuple(self._section(line, people, statuses) for line in lines),
            tuple(self._excused(lead, given) for lead in dict.fromkeys(one.lead for one in given)),
        )

    def _section(self, line: int | None, people: dict[Key, Tally], statuses: dict[Key, Tally]) -> Section:
        here = [(key, tally) for key, tally in people.items() if key.line == line]
        there = [(key, tally) for key, tally in statuses.items() if key.line == line]
        whole = Tally()
        for _key, tally in there:
            whole = _sum(whole, tally)
        whole.turns = sum(tally.turns for _key, tally in here)
        whole.learning = sum(tally.learning for _key, tally in here)
        whole.parts = sum(tally.parts for _key, tally in here)
        where = {"line": str(line) if line else NOBODY}
        return Section(
            self._line(line),
            self._rows(here, self._person, lambda of: {**where, "person": str(of) if of else LINE}),
            self._rows(there, self._status, lambda of: {**where, "status": str(of) if of else DEBT}),
            self._row(pgettext("report", "Together"), whole, where),
        )

    def _rows(
        self,
        tallies: Iterable[tuple[Key, Tally]],
        name: Callable[[int | None], str],
        where: Callable[[int | None], dict[str, str]],
    ) -> tuple[Row, ...]:
        rows = [self._row(name(key.of), tally, where(key.of)) for key, tally in tallies]
        return tuple(sorted(rows, key=lambda row: row.title))

    def _row(self, title: str, tally: Tally, where: dict[str, str]) -> Row:
        rate = tally.per_hundred
        return Row(
            title=title,
            turns=self._figure(tally.turns),
            degrees=tuple(
                self._figure(count, **where, degree=str(degree), state="charged")
                for degree, count in enumerate(tally.degrees, 1)
            ),
            parts=self._figure(round(tally.parts, 2), **where, state="charged"),
            rate=None if rate is None else self._figure(round(rate, 1)),
            is_few=tally.judged < FEW,
            excused=self._figure(tally.excused, **where, state="excused"),
        )

    def _figure(self, value: float, **where: str) -> Figure:
        url = self._address(**where) if where and value else ""
        return Figure(value, self.words.number(value), url)

    def _address(self, **where: str) -> str:
        return address(period=self.look.period.dates, **{**self.look.chosen, **where})

    def _excused(self, lead: int, given: list[Leniency]) -> Excused:
        theirs = [one for one in given if one.lead == lead]
        count = sum(one.count for one in theirs)
        return Excused(
            lead=self.names.get(lead, ""),
            figures=tuple((str(Fault(one.fault).label), one.count) for one in theirs),
            count=Figure(count, self.words.number(count), self._address(excused_by=str(lead))),
            own=sum(one.own for one in theirs),
        )

    def _line(self, line: int | None) -> str:
        name = self.lines.get(line or 0)
        return str(Translated(name)) if name else pgettext("report", "Without a line")

    def _status(self, status: int | None) -> str:
        name = self.statuses.get(status or 0)
        return named(Translated(name) if name else None)

    def _person(self, person: int | None) -> str:
        return self.names.get(person or 0) or pgettext("holder", "the line’s shift")


@replica.reading
def report(look: Look, reader: Person) -> Report:
    """The report of what a look asks for."""
    return Writer(look, reader).report()


def _scope(look: Look) -> Scope:
    numbers = {name: _number(value) for name, value in look.chosen.items() if name in NARROWING}
    return Scope(look.period.since, look.period.until, **numbers)


def _number(value: str) -> int:
    """Zero stands for nobody: the line's shift, a debt, and what cannot be read finds no violation anyway."""
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else 0


def _sum(one: Tally, other: Tally) -> Tally:
    degrees = tuple(a + b for a, b in zip(one.degrees, other.degrees, strict=True))
    return Tally(
        one.turns + other.turns,
        (degrees[0], degrees[1], degrees[2]),
        one.parts + other.parts,
        one.excused + other.excused,
        one.learning + other.learning,
    )
