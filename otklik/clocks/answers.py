"""What people answered in public, read from the history (R4).

Only the verbs of answering count: no robot, no automatic answer, no reminder and no internal note is among them. What
was taken back was never said.
"""

from __future__ import annotations

from datetime import datetime

from otklik.clocks.promising import Said
from otklik.kernel import reading
from otklik.kernel.events import Event
from otklik.tickets.kinds import End
from otklik.tickets.models import Ticket

REPLIES = ("ticket.replied", "solution.proposed")


def said(ticket: Ticket) -> list[Said]:
    """Every public answer of a person that stands, in order of time."""
    codes = [*REPLIES, "message.taken_back"]
    told = reading.rows(Event, "ticket_id = %s::bigint AND code = ANY(%s::text[]) ORDER BY id", [ticket.pk, codes])
    taken_back = {event.data.get("message") for event in told if event.code == "message.taken_back"}
    stands = [
        event
        for event in told
        if event.code in REPLIES and event.actor_id is not None and event.data.get("message") not in taken_back
    ]
    return sorted((_said(event) for event in stands), key=lambda one: one.at)


def is_holding(event: Event) -> bool:
    """An answer that keeps our turn and promises more is a holding message; a question or a solution is none."""
    return event.code == "ticket.replied" and event.data.get("end") == End.OURS and bool(event.data.get("next"))


def _said(event: Event) -> Said:
    due = event.data.get("next")
    return Said(event.at, is_holding(event), datetime.fromisoformat(due) if due else None, event.actor_id)
