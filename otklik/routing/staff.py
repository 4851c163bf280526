"""Who is there now, and what each carries: asked by the pulse, the console and distribution."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Count

from otklik.clocks import keeping
from otklik.clocks.models import Calendar
from otklik.kernel import clock
from otklik.people import rights
from otklik.people.models import Person
from otklik.routing import hours
from otklik.routing.models import Absence, Duty, State
from otklik.routing.models.hours import weeks
from otklik.routing.working import works_at
from otklik.tickets.models import Ticket


def on_shift() -> Sequence[Duty]:
    """Everybody on shift, whatever they do, in the order of the alphabet; one query."""
    running = Duty.objects.running().filter(person__is_active=True).select_related("person__role")
    return list(running.order_by("person__sort_key", "person_id"))


def is_on_shift(person: Person) -> bool:
    """Whether the person is there to be offered requests: on shift, and not at lunch or the like."""
    return Duty.objects.running().filter(person=person, state=State.ON).exists()


def answering() -> int:
    """How many are there now to answer customers."""
    return sum(duty.state == State.ON and duty.person.may(rights.REPLY) for duty in on_shift())


def at_work(now: datetime) -> set[int]:
    """Who may be told something at that instant: on shift, or within their own hours and not away.

    Whoever has no hours of their own works by the usual calendar.
    """
    known = weeks(Person.objects.staff().active().values_list("pk", flat=True))
    zones = dict(Person.objects.filter(pk__in=known).values_list("pk", "time_zone"))
    usual = keeping.hours(Calendar.objects.usual()).is_open(now)
    gone = set(Absence.objects.at(now).filter(person__in=known).values_list("person", flat=True))
    on = {duty.person_id for duty in on_shift()}
    return {
        pk
        for pk, week in known.items()
        if pk not in gone and (pk in on or (works_at(week, ZoneInfo(zones[pk]), now) if any(week) else usual))
    }


def holding(right: str) -> Sequence[int]:
    """Active staff whose role holds a right."""
    found = Person.objects.staff().active().filter(role__rights__contains=[right])
    return list(found.order_by("pk").values_list("pk", flat=True))


def is_available(person: Person) -> bool:
    """Whether a request may go to the person at all: not while they are away (R17)."""
    return person.is_active and away_until(person) is None


def away_until(person: Person) -> datetime | None:
    """The planned return of somebody who is away now."""
    return away([person.pk]).get(person.pk)


def away(people: Sequence[int] | None = None) -> dict[int, datetime]:
    """Who is away now, and until when; of these people, or of all."""
    found = Absence.objects.at(clock.now())
    found = found if people is None else found.filter(person__in=people)
    return dict(found.order_by("until").values_list("person", "until"))


def in_hand(people: Sequence[int]) -> dict[int, int]:
    """How many open requests in our turn each of these people answers for; one query, whoever has none is missing."""
    found = Ticket.objects.ours().filter(responsible__in=people).order_by().values_list("responsible")
    return dict(found.annotate(count=Count("pk")))


def carries(person: Person) -> int:
    """How many open requests in our turn the person answers for."""
    return Ticket.objects.of(person).ours().order_by().count()


def room_for(person: Person) -> int:
    """How many more the person can take below their ceiling; negative above it."""
    return hours.ceiling(person) - carries(person)
