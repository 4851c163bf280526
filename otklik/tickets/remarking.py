"""Facts that other packages have found out about a request, and that belong into its history."""

from __future__ import annotations

from typing import Any

from otklik.kernel.verbs import verb
from otklik.people.models import Person
from otklik.tickets.models import Ticket


@verb
def remark(ticket: Ticket, code: str, *, by: Person | None = None, **about: Any) -> None:
    """Write a fact into the history; neither status nor turn change."""
    ticket.locked()._record(code, by=by, **about)
