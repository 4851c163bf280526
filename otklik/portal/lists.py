"""The customer's requests, and their company's (R15): one query a page, keyset (F14)."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from otklik.people.models import Membership, Person
from otklik.portal import plain
from otklik.tickets.models import Ticket
from otklik.ui.formats import Words
from otklik.ui.shapes import Request

COLUMNS = (
    "pk",
    "number",
    "subject",
    "kind",
    "turn",
    "closing_kind",
    "next_word_by",
    "wake_at",
    "responsible",
    "changed_at",
    "last_public_message__created_at",
    "opened_at",
    "customer",
    "customer__name",
)


def sees_company(person: Person) -> bool:
    """Whether there is more to see than one's own."""
    return Membership.objects.current().sees_company().filter(person=person).exists()


def tickets(person: Person, whose: str = "mine") -> Any:
    """The person's own requests, or all that they may see."""
    visible = Ticket.objects.visible_to(person)
    return visible.newest_first() if whose == "all" else visible.filter(customer=person).newest_first()


def rows(found: Any, words: Words, *, names: bool = False) -> list[Request]:
    """Prepared rows; `names` says whose request it is."""
    return [_row(row, words, names) for row in found]


def _row(row: dict[str, Any], words: Words, names: bool) -> Request:
    word, says = plain.in_list(row, words)
    if names:
        says = f"{says} · {row['customer__name']}"
    return Request(
        number=row["number"],
        url=reverse("portal:request", kwargs={"number": row["number"]}),
        subject=row["subject"],
        turn=row["turn"],
        says=says,
        word=word,
        at=words.stamp(row["last_public_message__created_at"] or row["opened_at"]),
    )
