"""How a backlog is spread over the coming hours and days: by what the people carry, in working hours (C7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from otklik.clocks import keeping
from otklik.clocks.arithmetic import Hours, OutOfReach, instant, micros
from otklik.clocks.models import Calendar, Overload
from otklik.kernel import clock
from otklik.people.models import Person
from otklik.routing import options, staff
from otklik.routing.models import Load
from otklik.tickets.models import Ticket

HOUR = timedelta(hours=1)
STEP = timedelta(minutes=30)
SHARE = 0.5
"""The part of the shift's pace that the backlog gets: what arrives meanwhile needs the rest."""
MOST = 200
"""Rows of a plan that are shown."""


@dataclass(frozen=True)
class Basis:
    """From when on, how many requests of the backlog an hour, in which hours."""

    since: datetime
    an_hour: float
    hours: Hours


@dataclass(frozen=True)
class Planned:
    """A request of the plan: when its customer was to hear, and when they will."""

    ticket: Ticket
    was: datetime
    at: datetime


def basis(since: datetime) -> Basis:
    """What the people on shift carry from then on, in the usual hours."""
    known = Load.objects.filter(pk=1).first()
    pace = known.pace if known else float(options.PACE.value)
    return Basis(since, max(staff.answering(), 1) * pace * SHARE, keeping.hours(Calendar.objects.usual()))


def date_of(place: int, basis: Basis) -> datetime:
    """When number `place` (from 0) of the backlog is answered: rounded up to half an hour. Pure."""
    length = (place + 1) / basis.an_hour * HOUR
    try:
        at = basis.hours.after(basis.since, length)
    except OutOfReach:
        at = basis.since + length
    return rounded(at)


def rounded(at: datetime) -> datetime:
    """Up to half an hour. Pure."""
    step = micros(instant(0) + STEP)
    return instant(-(-micros(at) // step) * step)


def plan(mode: Overload, reader: Person) -> tuple[list[Planned], int, datetime | None]:
    """The first requests of the plan as it would be applied now, how many it holds, and when the last is answered."""
    start = basis(clock.now())
    waiting = mode.shelved.filter(until__isnull=True)
    count = waiting.count()
    seen = Ticket.objects.visible_to(reader)
    rows = waiting.order_by("word_by", "id").select_related("ticket__customer")[:MOST]
    visible = set(seen.filter(pk__in=[row.ticket_id for row in rows]).values_list("pk", flat=True))
    planned = [
        Planned(row.ticket, row.word_by, date_of(place, start))
        for place, row in enumerate(rows)
        if row.ticket_id in visible
    ]
    return planned, count, date_of(count - 1, start) if count else None
