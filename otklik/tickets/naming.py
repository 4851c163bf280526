"""Which live names a change of a request touches, and who may hear them (F2)."""

from otklik import live
from otklik.kernel.events import Event, SeenBy
from otklik.tickets.models import Ticket


def touch(event: Event) -> None:
    """Tell staff that the request and the lists changed; tell the customer's side if the event is theirs to see."""
    row = Ticket.objects.filter(pk=event.noun_id).values_list("number", "customer", "organization").first()
    if row is None:
        return
    number, customer, organization = row
    live.touch(f"ticket-{number}", "desk", to=["staff"])
    if event.kind.seen_by == SeenBy.CUSTOMER:
        topics = [f"person-{customer}"]
        if organization:
            topics.append(f"organization-{organization}")
        live.touch(f"ticket-{number}", "requests", to=topics)
