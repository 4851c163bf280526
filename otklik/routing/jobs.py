"""What shifts do by themselves; `otklik.schedule` says how often."""

from otklik.kernel import jobs
from otklik.kernel.models import Event
from otklik.routing import away, expecting, handing, remembering, shifts


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


@jobs.task(queue="bulk")
def learn() -> None:
    """Reckon how soon replies usually come."""
    remembering.remember()
    expecting.learn()
