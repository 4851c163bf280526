"""What shifts do by themselves; `otklik.schedule` says how often."""

from otklik.clocks import reckoning
from otklik.clocks.models import Overload
from otklik.kernel import jobs
from otklik.kernel.models import Event
from otklik.people.models import Person
from otklik.routing import away, expecting, handing, offering, placing, remembering, shifts
from otklik.routing.overload import measuring, shelving, switching


@jobs.task(queue="now")
def end_shifts() -> None:
    """End shifts whose hours are over."""
    shifts.end_due()


@jobs.task(queue="now")
def pass_by(event_id: int) -> None:
    """A customer wrote to somebody who is away."""
    away.pass_by(Event.objects.get(pk=event_id).ticket_id or 0)


@jobs.task(queue="soon")
def pass_late() -> None:
    """Send to the line what was handed over and nobody took."""
    handing.pass_late()


@jobs.task(queue="now")
def look() -> None:
    """Note what customers may expect now."""
    expecting.look()
    measuring.measure()


@jobs.task(queue="bulk")
def learn() -> None:
    """Reckon how soon replies usually come."""
    remembering.remember()
    expecting.learn()
    measuring.learn()


@jobs.task(queue="now")
def shelve_overload(overload_id: int) -> None:
    """The mode is on: let wait what can wait."""
    shelving.shelve_open(Overload.objects.get(pk=overload_id))


@jobs.task(queue="now")
def spread_overload(overload_id: int) -> None:
    """The mode is off: give everything that waited a date of its own."""
    shelving.spread(Overload.objects.get(pk=overload_id))


@jobs.task(queue="now")
def remind_overload() -> None:
    """Say that the time to look at the mode has come."""
    switching.remind()


@jobs.task(queue="now")
def distribute() -> None:
    """Pass on what nobody answered, and offer what waits."""
    offering.pass_late()
    placing.distribute()


@jobs.task(queue="soon")
def mind() -> None:
    """Heal the queue, tell leads of what nobody takes, let go of those who were proposed and did not come."""
    placing.begin_missing()
    placing.tell_leads()
    offering.end_nominations()


@jobs.task(queue="now")
def reckon_held(event_id: int) -> None:
    """Somebody's hours or absences have changed: what they hold may be due at another time."""
    event = Event.objects.get(pk=event_id)
    reckoning.reckon_held(event.data.get("person", event.noun_id))


@jobs.task(queue="now")
def give_back(event_id: int) -> None:
    """Somebody left or pauses."""
    _give_back(Event.objects.get(pk=event_id))


def _give_back(event: Event) -> None:
    person = Person.objects.get(pk=event.data["person"])
    if event.data.get("state") != "on":
        offering.give_back(person)
    if event.code == "shift.left":
        offering.return_unstarted(person)
