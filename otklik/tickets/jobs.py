"""What happens to requests by itself; `otklik.schedule` says how often."""

from otklik import live
from otklik.kernel import clock, jobs
from otklik.kernel.verbs import verb
from otklik.tickets import attaching, reminding, silence
from otklik.tickets.models import Message, Reminder, Ticket, Wait


@jobs.task(queue="now")
def wake_due() -> None:
    """Wake every postponed request whose time has come."""
    for ticket in Ticket.objects.due_to_wake(clock.now()).order_by("pk")[:500]:
        ticket.wake()


@jobs.task(queue="now")
def take_answer(wait_id: int) -> None:
    """The others answered what somebody waits for."""
    for wait in Wait.objects.filter(pk=wait_id, ended_at__isnull=True).select_related("ticket"):
        wait.ticket.answer_of_others()


@jobs.task(queue="bulk")
def watch_silence() -> None:
    """Remind silent customers, and close what stays unanswered (R10)."""
    for pk in silence.candidates():
        silence.step(Ticket.objects.select_related("customer").get(pk=pk))


@jobs.task(queue="now")
def remind_due() -> None:
    """Remind people of what they asked to be reminded of (R19)."""
    for pk in reminding.due():
        reminding.come(Reminder.objects.get(pk=pk))


@jobs.task(queue="bulk")
def sweep_uploads() -> None:
    """Throw away files that nobody sent."""
    attaching.sweep()


@jobs.task(queue="now")
def announce(message_id: int) -> None:
    """The undo window is over: the customer's page learns of the message."""
    _announce(message_id)


@verb
def _announce(message_id: int) -> None:
    message = Message.objects.select_related("ticket").filter(pk=message_id).public().first()
    if message is not None:
        live.touch(message.ticket.live_name, "requests", to=message.ticket.customer_topics())
