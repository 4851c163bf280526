"""What follows inside requests from what happened to others; joined to events in `wiring.py`."""

from __future__ import annotations

from otklik.kernel.events import Event
from otklik.kernel.verbs import verb
from otklik.people.models import Person
from otklik.tickets.kinds import Kind
from otklik.tickets.models import Ticket


def wake_parent(event: Event) -> None:
    """A department answered its child request: the parent is our turn again (R3)."""
    child = Ticket.objects.filter(pk=event.noun_id, parent__isnull=False).select_related("parent").first()
    if child is None or child.parent is None or child.parent.kind != Kind.AWAITING_OTHER:
        return
    waits_for_it = child.parent.waits.filter(child=child, ended_at__isnull=True).exists()
    if waits_for_it:
        child.parent.answer_of_others()


@verb
def inherit(event: Event) -> None:
    """Somebody left the customer's company: their open requests there pass on to the heir (R15)."""
    heir = Person.objects.filter(pk=event.data["heir"] or 0).first()
    if heir is None:
        return
    theirs = (
        Ticket.objects.open().filter(customer=event.noun_id, organization=event.data["organization"]).order_by("pk")
    )
    for ticket in theirs:
        ticket.pass_on(heir, by=event.actor)
