"""Another kind of work may be promised otherwise (C9)."""

from __future__ import annotations

from otklik.clocks import reckoning
from otklik.kernel.events import Event
from otklik.tickets.models import Ticket


def follow(event: Event) -> None:
    """Reckon the clocks of a request whose kind of work has changed."""
    known = event.subject
    reckoning.reckon(known if isinstance(known, Ticket) else Ticket.objects.get(pk=event.ticket_id or 0))
