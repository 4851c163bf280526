"""What problems do by themselves; `otklik.schedule` says how often."""

from otklik.kernel import jobs
from otklik.kernel.models import Event
from otklik.problems import suspecting, telling
from otklik.problems.models import Say
from otklik.tickets.models import Ticket


@jobs.task(queue="soon")
def look(event_id: int) -> None:
    """A request began: does anybody else write the same."""
    for ticket in Ticket.objects.filter(pk=Event.objects.get(pk=event_id).ticket_id or 0).select_related(
        "customer__role"
    ):
        suspecting.look(ticket)


@jobs.task(queue="now")
def write(say_id: int) -> None:
    """Write to the next few requests of a problem."""
    telling.go_on(Say.objects.get(pk=say_id))


@jobs.task(queue="bulk")
def lapse() -> None:
    """Let go of suspicions that nobody decided on."""
    suspecting.lapse()
