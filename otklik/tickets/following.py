"""What follows inside requests from what happened to others; joined to events in `wiring.py`."""

from __future__ import annotations

from otklik.kernel import jobs, reading
from otklik.kernel.events import Event
from otklik.kernel.verbs import verb
from otklik.people.models import Person
from otklik.tickets.jobs import take_answer
from otklik.tickets.models import Ticket, Wait


def wake_asking(event: Event) -> None:
    """A department answered: the request that waits for it is our turn again (R3).

    Soon, in a transaction of its own: a verb that holds a child never waits for its parent (F13).
    """
    for wait in reading.rows(Wait, "child_id = %s::bigint AND ended_at IS NULL", [event.noun_id]):
        jobs.later(take_answer, wait_id=wait.pk)


@verb
def inherit(event: Event) -> None:
    """Somebody left the customer's company: their open requests there pass on to the heir (R15).

    What only its author could see stays with its author.
    """
    heir = Person.objects.filter(pk=event.data["heir"] or 0).first()
    if heir is None:
        return
    theirs = (
        Ticket.objects.open()
        .filter(customer=event.noun_id, organization=event.data["organization"], is_private=False)
        .order_by("pk")
    )
    for ticket in theirs:
        ticket.pass_on(heir, by=event.actor)
