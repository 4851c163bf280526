"""Coming and going: a shift with its states, which ends by itself some time after the person's hours (R20)."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from otklik import live
from otklik.kernel import clock, events
from otklik.kernel.verbs import Refused, Stale, verb
from otklik.people import rights
from otklik.people.models import Person
from otklik.routing import options, working
from otklik.routing.models import Duty, End, Handover, State, Way
from otklik.routing.models.hours import week_of
from otklik.tickets.models import Ticket

UNDO = timedelta(hours=2)
"""For how long a shift that ended by itself can be taken up again."""


@verb
def enter(person: Person, state: str = State.ON, *, by: Person) -> Duty:
    """Begin the shift, or change what one does in it; the same state again changes nothing."""
    _require(person, by)
    if state not in State:
        raise Refused("shift.state", _("There is no such state."))
    running = _locked(person)
    if running is not None and running.state == state:
        return running
    now = clock.now()
    began, ends = (running.began_at, running.ends_at) if running else (now, due_end(person, now))
    if running is not None:
        _close(running)
    else:
        _take_up_kept(person)
    duty = Duty.objects.create(person=person, state=state, began_at=began, started_at=now, ends_at=ends)
    events.record("shift.entered", by=by, noun=duty, person=person.pk, state=str(state))
    _tell(person)
    return duty


@verb
def leave(person: Person, *, by: Person) -> None:
    """End the shift; safe to call twice."""
    _require(person, by)
    running = _locked(person)
    if running is not None:
        _left(running, by=by)


@verb
def resume(person: Person, *, by: Person) -> Duty:
    """Take up again the shift that ended by itself: the person is still there. Raises Stale when it is too late."""
    _require(person, by)
    ended = ended_by_itself(person)
    if _locked(person) is not None or ended is None:
        raise Stale("shift.over", _("The shift is over. Begin a new one."))
    ended.ended_at, ended.ended_by_hours = None, False
    ended.ends_at = clock.now() + max(options.GRACE.value, timedelta(hours=1))
    ended.save(update_fields=["ended_at", "ended_by_hours", "ends_at"])
    events.record("shift.resumed", by=by, noun=ended, person=person.pk)
    _tell(person)
    return ended


def end_due() -> None:
    """End every shift whose time has come."""
    for pk in Duty.objects.running().filter(ends_at__lte=clock.now()).order_by("ends_at").values_list("pk", flat=True):
        _end(pk)


@verb
def _end(pk: int) -> None:
    duty = Duty.objects.running().select_for_update(of=("self",)).select_related("person").filter(pk=pk).first()
    if duty is not None and duty.ends_at <= clock.now():
        _left(duty, by=None)


def due_end(person: Person, now: datetime) -> datetime:
    """When a shift that begins now ends by itself: some time after the person's hours."""
    hours = working.shift_at(week_of(person), ZoneInfo(person.time_zone), now)
    return hours[1] + options.GRACE.value if hours else now + options.LONGEST.value


def running(person: Person) -> Duty | None:
    """What the person does now on shift; None when they are not."""
    return Duty.objects.running().filter(person=person).first()


def ended_by_itself(person: Person) -> Duty | None:
    """The last shift, if it ended by itself a short while ago and can be taken up again."""
    last = Duty.objects.filter(person=person).newest_first().first()
    if last is None or not last.ended_by_hours or last.ended_at is None or last.ended_at < clock.now() - UNDO:
        return None
    return last


def not_handed_over(person: Person) -> int:
    """How many of the person's requests in our turn were neither handed over nor kept on purpose."""
    return Ticket.objects.of(person).ours().exclude(pk__in=Handover.objects.open().values("ticket")).count()


def _left(duty: Duty, *, by: Person | None) -> None:
    duty.ended_by_hours = by is None
    _close(duty)
    left = not_handed_over(duty.person)
    events.record("shift.left", by=by, noun=duty, person=duty.person_id, by_hours=by is None, left=left)
    _tell(duty.person)


def _take_up_kept(person: Person) -> None:
    """What the person kept over the night is simply theirs again."""
    kept = Handover.objects.open().filter(giver=person, way=Way.KEPT)
    kept.update(ended_at=clock.now(), ended_how=End.MOOT)


def _close(duty: Duty) -> None:
    duty.ended_at = clock.now()
    duty.save(update_fields=["ended_at", "ended_by_hours"])


def _locked(person: Person) -> Duty | None:
    """The running duty; whoever comes and goes does so one at a time."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    return running(person)


def _require(person: Person, by: Person) -> None:
    rights.require(person, rights.DESK)
    if by.pk != person.pk:
        rights.require(by, rights.ASSIGN_OTHERS)


def _tell(person: Person) -> None:
    live.touch("shift", to=["staff"])
