"""What other packages have found out about a request by themselves, without anybody who did it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from otklik.kernel.verbs import verb
from otklik.people.models import Person
from otklik.tickets.models import Category, Tag, Ticket, TicketTag


@verb
def remark(ticket: Ticket, code: str, *, by: Person | None = None, **about: Any) -> None:
    """Write a fact into the history; neither status nor turn change."""
    ticket.locked()._record(code, by=by, **about)


@verb
def fill(ticket: Ticket, values: Mapping[str, Any]) -> None:
    """Fill custom fields of a request that is locked already, by themselves."""
    changed = sorted(code for code, value in values.items() if ticket.fields.get(code) != value)
    if changed:
        ticket.fields = {**ticket.fields, **values}
        ticket._record("ticket.filled", by=None, fields=changed)


@verb
def sort(ticket: Ticket, *, category: Category | None = None, tags: Iterable[Tag] = ()) -> None:
    """Let a rule say what the request is about; what a person has said stays, and tags are only added."""
    tags = list(tags)
    if category is None and not tags:
        return
    ticket.locked()
    if category is not None and ticket.category_id is None:
        ticket.category = category
        ticket._record("ticket.categorised", by=None, category=category.pk, was=None)
    had = set(ticket.ticket_tags.values_list("tag_id", flat=True))
    if added := sorted({tag.pk for tag in tags} - had):
        TicketTag.objects.bulk_create([TicketTag(ticket=ticket, tag_id=pk) for pk in added])
        ticket._record("ticket.tagged", by=None, added=added, removed=[])
