"""The shift lead's console: a row per person, what nobody has handed over, who covers the next hours (R20)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Min, Q
from django.utils.translation import gettext as _

from otklik.clocks.models import Deadline
from otklik.desk import hands
from otklik.kernel import clock
from otklik.people import rights
from otklik.people.models import Person
from otklik.routing import options, staff, working
from otklik.routing.models import Absence, Ceiling, Duty, State
from otklik.routing.models.hours import Week, weeks
from otklik.tickets.kinds import Turn
from otklik.tickets.models import Ticket
from otklik.ui.formats import Words
from otklik.ui.shapes import Age, Face, face

HOURS_AHEAD = 4


@dataclass(frozen=True, slots=True)
class Row:
    """One person: what they do since when, what they carry, what comes first."""

    pk: int
    face: Face
    state: str
    is_on: bool
    since: Age | str
    ours: int
    waiting: int
    most: int
    is_over: bool
    oldest: Age | str
    nearest: str
    is_late: bool
    says: str
    may_take: bool
    cards: tuple[hands.Card, ...]
    more: str


@dataclass(frozen=True, slots=True)
class Console:
    """Everything on the page: those on shift, those who left something, those away, what waits, cover."""

    on_shift: tuple[Row, ...]
    left_behind: tuple[Row, ...]
    away: tuple[Row, ...]
    calls: tuple[hands.Call, ...]
    passed_up: tuple[tuple[hands.Card, str], ...]
    unaccepted: tuple[hands.Card, ...]
    cover: tuple[tuple[str, int], ...]


class Facts:
    """What the rows are made of: a few questions for everybody at once."""

    def __init__(self, reader: Person) -> None:
        self.now, self.words = clock.now(), Words(reader)
        self.duties = {duty.person_id: duty for duty in staff.on_shift()}
        self.gone = staff.away()
        self.loads = loads(reader)
        self.own = dict(Ceiling.objects.values_list("person", "most"))
        people = Person.objects.visible_to(reader).staff().active().filter(role__rights__contains=[rights.ACCEPT])
        self.people = list(people.select_related("role").by_name())
        pks = [one.pk for one in self.people]
        self.weeks = weeks(pks)
        self.cards = hands.of_people(reader, pks, self.words)

    def row(self, one: Person) -> Row:
        """The row of a person."""
        load, duty = self.loads.get(one.pk, {}), self.duties.get(one.pk)
        ours, most = load.get("ours", 0), self.own.get(one.pk, options.CEILING.value)
        nearest = load.get("nearest")
        return Row(
            pk=one.pk,
            face=face(one),
            state=self._state(one, duty),
            is_on=duty is not None and duty.state == State.ON,
            since=self._age(duty.started_at) if duty else "",
            ours=ours,
            waiting=load.get("waiting", 0),
            most=most,
            is_over=ours > most,
            oldest=self._age(load["oldest"]) if load.get("oldest") else "",
            nearest=self.words.short(nearest) if nearest else "",
            is_late=nearest is not None and nearest < self.now,
            says=self._says(one, duty),
            may_take=one.pk not in self.gone,
            cards=tuple(self.cards.get(one.pk, ())),
            more=self._more(one, ours),
        )

    def _more(self, one: Person, ours: int) -> str:
        rest = ours - len(self.cards.get(one.pk, ()))
        return _("%(count)s more") % {"count": rest} if rest > 0 else ""

    def _state(self, one: Person, duty: Duty | None) -> str:
        if duty is not None:
            return str(State(duty.state).label)
        if one.pk in self.gone:
            return _("away until %(time)s") % {"time": self.words.short(self.gone[one.pk])}
        return _("not on shift")

    def _says(self, one: Person, duty: Duty | None) -> str:
        """What does not fit the hours of the week."""
        works = working.works_at(self.weeks[one.pk], ZoneInfo(one.time_zone), self.now)
        if duty is None and works and one.pk not in self.gone:
            return _("should be here by the hours of the week")
        return _("until %(time)s") % {"time": self.words.short(duty.ends_at)} if duty else ""

    def _age(self, since: datetime) -> Age:
        return Age(self.words.duration(self.now - since), int(since.timestamp()))


def console(reader: Person) -> Console:
    """The page, in the reader's words."""
    facts = Facts(reader)
    rows = [(one, facts.row(one)) for one in facts.people]
    absent = [(one, row) for one, row in rows if one.pk not in facts.duties]
    return Console(
        on_shift=tuple(row for one, row in rows if one.pk in facts.duties),
        left_behind=tuple(row for one, row in absent if one.pk not in facts.gone and (row.ours or row.says)),
        away=tuple(row for one, row in absent if one.pk in facts.gone),
        calls=tuple(hands.calls(reader, facts.words)),
        passed_up=tuple(hands.passed_up(reader, facts.words)),
        unaccepted=tuple(hands.unaccepted(reader, facts.words)),
        cover=cover(facts.people, facts.weeks, facts.now, facts.words),
    )


def loads(reader: Person) -> dict[int, dict[str, Any]]:
    """What each person carries: counts, the oldest in our turn, the nearest promise or deadline."""
    seen = Ticket.objects.visible_to(reader).open().filter(responsible__isnull=False)
    ours = Q(turn=Turn.OURS)
    found = seen.values("responsible").annotate(
        ours=Count("pk", filter=ours),
        waiting=Count("pk", filter=~ours),
        oldest=Min("turn_since", filter=ours),
        promise=Min("next_word_by", filter=ours),
    )
    due = dict(
        Deadline.objects.running()
        .filter(ticket__in=seen)
        .values("ticket__responsible")
        .annotate(at=Min("due_at"))
        .values_list(F("ticket__responsible"), "at")
    )
    return {
        row["responsible"]: {**row, "nearest": _first(row["promise"], due.get(row["responsible"]))} for row in found
    }


def _first(*instants: datetime | None) -> datetime | None:
    return min((at for at in instants if at is not None), default=None)


def cover(
    people: Sequence[Person], hours: Mapping[int, Week], now: datetime, words: Words
) -> tuple[tuple[str, int], ...]:
    """How many work in each of the next hours by the hours of the week, less who is away; nothing if none are known."""
    if not any(any(week) for week in hours.values()):
        return ()
    first = now.replace(minute=0, second=0, microsecond=0)
    instants = [first + timedelta(hours=number) for number in range(1, HOURS_AHEAD + 1)]
    gone = list(Absence.objects.ahead(now).filter(since__lt=instants[-1]).values_list("person", "since", "until"))
    return tuple((words.time(at), sum(_works(one, hours[one.pk], at, gone) for one in people)) for at in instants)


def _works(one: Person, week: Week, at: datetime, gone: Sequence[tuple[int, datetime, datetime]]) -> bool:
    is_away = any(pk == one.pk and since <= at < until for pk, since, until in gone)
    return not is_away and working.works_at(week, ZoneInfo(one.time_zone), at)
