"""Which live names a change of a request touches, and who may hear them (F2)."""

from otklik import live
from otklik.kernel import jobs
from otklik.kernel.events import Event, SeenBy
from otklik.tickets.jobs import announce
from otklik.tickets.models import Message, Ticket


def touch(event: Event) -> None:
    """Tell staff that the request and the lists changed; tell the customer's side if the event is theirs to see."""
    ticket = event.subject
    if not isinstance(ticket, Ticket):
        return
    live.touch(ticket.live_name, "desk", to=["staff"])
    if event.kind.seen_by == SeenBy.CUSTOMER and not _is_held(event, ticket):
        live.touch(ticket.live_name, "requests", to=ticket.customer_topics())


def _is_held(event: Event, ticket: Ticket) -> bool:
    """A reply that can still be taken back is announced to the customer later."""
    number = event.data.get("message")
    if number is None:
        return False
    message = ticket.last_message if ticket.last_message_id == number else Message.objects.filter(pk=number).first()
    if message is None or message.visible_at <= event.at:
        return False
    jobs.later(announce, at=message.visible_at, message_id=message.pk)
    return True
