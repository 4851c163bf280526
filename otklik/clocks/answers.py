"""What people answered in public, read from the history (R4).

Only the verbs of answering count: no robot, no automatic answer, no reminder and no internal note is among them. What
was taken back was never said.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from otklik.clocks.promising import Said
from otklik.kernel import reading
from otklik.kernel.events import Event
from otklik.tickets.kinds import End
from otklik.tickets.models import Ticket

REPLIES = ("ticket.replied", "solution.proposed")


def said(ticket: Ticket) -> list[Said]:
    """Every public answer of a person that stands, in order of time."""
    return said_among([ticket.pk]).get(ticket.pk, [])


def said_among(pks: Iterable[int]) -> dict[int, list[Said]]:
    """The same of many requests in one question; those without an answer are left out."""
    asked = [list(pks), [*REPLIES, "message.taken_back"]]
    told = reading.rows(Event, "ticket_id = ANY(%s::bigint[]) AND code = ANY(%s::text[]) ORDER BY id", asked)
    taken_back = {event.data.get("message") for event in told if event.code == "message.taken_back"}
    found: dict[int, list[Said]] = {}
    for event in told:
        if event.code in REPLIES and event.actor_id is not None and event.data.get("message") not in taken_back:
            found.setdefault(event.ticket_id or 0, []).append(_said(event))
    return {pk: sorted(answers, key=lambda one: one.at) for pk, answers in found.items()}


def is_holding(event: Event) -> bool:
    """An answer that keeps our turn and promises more is a holding message; a question or a solution is none."""
    return event.code == "ticket.replied" and event.data.get("end") == End.OURS and bool(event.data.get("next"))


def _said(event: Event) -> Said:
    due = event.data.get("next")
    return Said(event.at, is_holding(event), datetime.fromisoformat(due) if due else None, event.actor_id)
