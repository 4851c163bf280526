"""What problems do by themselves; `otklik.schedule` says how often."""

from otklik.kernel import jobs
from otklik.kernel.models import Event
from otklik.problems import repeating, suspecting, telling, triage
from otklik.problems.models import Say
from otklik.tickets.models import Message, Ticket


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


@jobs.task(queue="soon")
def compare(event_id: int) -> None:
    """A request began: does it repeat another one of the same customer."""
    for ticket in Ticket.objects.filter(pk=Event.objects.get(pk=event_id).ticket_id or 0).select_related("customer"):
        repeating.asked(ticket)


@jobs.task(queue="soon")
def insist(event_id: int) -> None:
    """The customer wrote again."""
    pk = Event.objects.get(pk=event_id).data.get("message") or 0
    for message in Message.objects.filter(pk=pk).select_related("ticket"):
        repeating.wrote(message.ticket, message)


@jobs.task(queue="soon")
def ask(event_id: int) -> None:
    """What was to resolve itself has come back."""
    for ticket in Ticket.objects.filter(pk=Event.objects.get(pk=event_id).ticket_id or 0).select_related("customer"):
        triage.check(ticket)


@jobs.task(queue="bulk")
def judge(event_id: int) -> None:
    """A request was closed: was its class right."""
    for ticket in Ticket.objects.filter(pk=Event.objects.get(pk=event_id).ticket_id or 0):
        triage.judge(ticket)


@jobs.task(queue="bulk")
def learn() -> None:
    """How many requests come to the leaders."""
    triage.learn()


@jobs.task(queue="bulk")
def lapse() -> None:
    """Let go of suspicions that nobody decided on."""
    suspecting.lapse()
