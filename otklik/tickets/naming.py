"""Which live names a change of a request touches, and who may hear them (F2)."""

from otklik import live
from otklik.kernel import jobs
from otklik.kernel.events import Event, SeenBy
from otklik.tickets.jobs import announce
from otklik.tickets.models import Message, Ticket


def touch(event: Event) -> None:
    """Tell staff that the request and the lists changed; tell the customer's side if the event is theirs to see."""
    ticket = (
        Ticket.objects.only("number", "customer", "organization", "is_private", "parent")
        .filter(pk=event.noun_id)
        .first()
    )
    if ticket is None:
        return
    live.touch(ticket.live_name, "desk", to=["staff"])
    if event.kind.seen_by == SeenBy.CUSTOMER and not _is_held(event):
        live.touch(ticket.live_name, "requests", to=ticket.customer_topics())


def _is_held(event: Event) -> bool:
    """A reply that can still be taken back is announced to the customer later."""
    message = Message.objects.filter(pk=event.data.get("message") or 0, visible_at__gt=event.at).first()
    if message is None:
        return False
    jobs.later(announce, at=message.visible_at, message_id=message.pk)
    return True
