"""A person's own hours as clocks count them: the weeks that held, less absences (D2, decision 0028).

The dates on which the line's calendar differs hold for the person too: a holiday is off, a transferred day is like the
day it stands for. Where nothing is known of a person, the hours are those of the line. Nothing here moves the past: a
week holds from when it was set, an absence from when it was entered, and until it was called off.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from otklik.clocks import keeping
from otklik.clocks.arithmetic import Hours, Openings, micros
from otklik.clocks.models import Calendar
from otklik.clocks.unrolling import unroll
from otklik.kernel import clock, events
from otklik.kernel.events import Event
from otklik.people.models import Person
from otklik.routing.models import Absence, WorkWeek
from otklik.routing.models.hours import week_of

Interval = tuple[int, int]
"""(start, end) in microseconds since the epoch."""

LAST = micros(datetime(9999, 1, 1, tzinfo=UTC))
ALL = [(0, LAST)]

log = logging.getLogger("otklik.routing")
_kept: dict[tuple[int, int | None], tuple[object, Hours]] = {}


def hours(person: int, calendar: Calendar | None) -> Hours | None:
    """The hours of a person on a line with that calendar, kept until something of either changes; None: not known."""
    weeks = list(WorkWeek.objects.filter(person=person))
    gone = list(_absences(person))
    if not weeks and not gone:
        return None
    key = person, calendar.pk if calendar else None
    state = [(one.pk, one.since) for one in weeks], gone, calendar.version if calendar else 0
    known = _kept.get(key)
    if known is None or known[0] != state:
        known = state, Openings(minus(_worked(weeks, calendar), gone))
        _kept[key] = known
    return known[1]


def note(person: Person) -> None:
    """Keep the person's present hours as those that hold from now on; whoever changes them has locked the person."""
    last = WorkWeek.objects.filter(person=person).last()
    since = clock.now() if last is None else max(clock.now(), last.since)
    WorkWeek.objects.create(person=person, since=since, time_zone=person.time_zone, week=week_of(person))


def move(event: Event) -> None:
    """Follow a person into another time zone."""
    if "time_zone" in event.data["fields"]:
        person = Person.objects.select_for_update(no_key=True).get(pk=event.noun_id)
        if WorkWeek.objects.filter(person=person).exists():
            note(person)
            events.record("hours.changed", by=event.actor, noun=person)


def minus(intervals: Iterable[Interval], gone: Sequence[Interval]) -> Iterator[Interval]:
    """The intervals without the absences, which may overlap each other. Pure; both are in order of their beginnings."""
    first = 0
    for start, end in intervals:
        while first < len(gone) and gone[first][1] <= start:
            first += 1
        for since, until in gone[first:]:
            if since >= end or start >= end:
                break
            if start < since:
                yield start, since
            start = max(start, until)
        if start < end:
            yield start, end


def clip(intervals: Iterable[Interval], since: int, until: int) -> Iterator[Interval]:
    """What of the intervals lies between two instants. Pure."""
    for start, end in intervals:
        begins, ends = max(start, since), min(end, until)
        if begins < ends:
            yield begins, ends


def _absences(person: int) -> Iterator[Interval]:
    found = Absence.objects.filter(person=person).order_by("since", "id")
    known = [
        (micros(max(one.since, one.made_at)), micros(min(one.until, one.cancelled_at or one.until))) for one in found
    ]
    yield from sorted((since, until) for since, until in known if since < until)


def _worked(weeks: Sequence[WorkWeek], calendar: Calendar | None) -> Iterator[Interval]:
    """The hours of the line until the first week was set, then those of each week until the next."""
    usual = _usual(calendar)
    yield from clip(usual, 0, micros(weeks[0].since) if weeks else LAST)
    for week, later in pairwise([*weeks, None]):
        if week is not None:
            own = _unrolled(week, calendar, later) if any(week.week) else None
            yield from clip(usual if own is None else own, micros(week.since), micros(later.since) if later else LAST)


def _usual(calendar: Calendar | None) -> list[Interval]:
    known = keeping.hours(calendar)
    return list(zip(known.starts, known.ends, strict=True)) if isinstance(known, Openings) else ALL


def _unrolled(week: WorkWeek, calendar: Calendar | None, later: WorkWeek | None) -> list[Interval] | None:
    """The week in its zone with the dates that differ; None when this machine no longer knows the zone."""
    try:
        zone = keeping.zone(week.time_zone)
    except keeping.UnknownZone:
        log.error("person %s: unknown time zone %s; the hours of the line hold", week.person_id, week.time_zone)
        return None
    different: Mapping[date, Sequence[Interval]] = calendar.different(week.week) if calendar else {}
    until = later.since.astimezone(UTC).date() if later else (calendar and calendar.opens_until) or keeping.window()[1]
    return unroll(week.week, different, zone, week.since.astimezone(UTC).date(), until + timedelta(days=1))
