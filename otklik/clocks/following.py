"""Clocks follow what happens to a request, in the transaction in which it happens."""

from __future__ import annotations

from otklik.clocks import answers, reckoning
from otklik.kernel.events import Event
from otklik.tickets import spans
from otklik.tickets.models import Ticket

ANEW = frozenset({"message.taken_back", "ticket.closed", "ticket.reopened", "ticket.merged_away", "ticket.unmerged"})
"""They may change what earlier stretches were."""

MOVING = frozenset(
    {"ticket.categorised", "ticket.work_set", "ticket.urged", "ticket.customer_changed", "ticket.merged_in"}
)
"""They may change which promise holds, or bring one along."""


def follow(event: Event) -> None:
    """Reckon, if the event changed a span or was an answer."""
    if event.ticket_id is None:
        return
    if event.code in MOVING or event.code in ANEW or event.code in answers.REPLIES or spans.BEGAN in event.marks:
        known = event.subject
        ticket = known if isinstance(known, Ticket) else Ticket.objects.get(pk=event.ticket_id)
        reckoning.reckon(ticket, anew=event.code in ANEW, is_new=event.code == "ticket.opened")
