"""What somebody reads who may write by e-mail only (C10): where to write, politely, with their words still there."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from otklik.conduct import limiting
from otklik.people.models import Person
from otklik.tickets.models import Ticket

LONGEST = 1500
"""Letters that a link to a mail program carries; browsers and mail programs cut longer ones."""


@dataclass(frozen=True, slots=True)
class Limited:
    """What is said instead of taking words, and a link that begins the letter ("": no address of ours is known)."""

    said: str
    write: str


def of(person: Person, ticket: Ticket | None = None, text: str = "") -> Limited | None:
    """Whether the person may write by e-mail only now; None for everybody else."""
    measure = limiting.limit(person)
    if measure is None:
        return None
    address = limiting.address(ticket)
    subject = f"№ {ticket.number} · {ticket.subject}" if ticket else ""
    parts = [f"{name}={quote(value)}" for name, value in (("subject", subject), ("body", text[:LONGEST])) if value]
    write = f"mailto:{quote(address, safe='@')}?{'&'.join(parts)}".rstrip("?") if address else ""
    return Limited(limiting.answer(measure, person, ticket, is_kept=bool(text)), write)
