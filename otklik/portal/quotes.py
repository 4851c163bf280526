"""Estimates as the customer's side sees them on the page of a request (R15)."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from otklik.people.models import Person
from otklik.tickets.models import Ticket
from otklik.ui.formats import Words
from otklik.work import estimating, money
from otklik.work.models import Estimate, State

MOST = 5


@dataclass(frozen=True, slots=True)
class Quote:
    """An estimate; `address` takes the decision ("": the reader does not decide, or it is decided)."""

    pk: int
    number: int
    sum: str
    what: str
    state: str
    note: str
    address: str


def of(ticket: Ticket, person: Person, words: Words) -> list[Quote]:
    """The newest first, one query; who decides is asked only while one waits. Withdrawn ones are not shown."""
    shown = Estimate.objects.of(ticket).public().exclude(state=State.WITHDRAWN)
    found = list(shown.select_related("decided_by")[:MOST])
    waits = ticket.is_open and any(one.state == State.SENT for one in found)
    heads = estimating.approvers(ticket) if waits else []
    decides = any(one.pk == person.pk for one in heads)
    return [_quote(one, ticket, words, heads, decides=decides) for one in found]


def _quote(one: Estimate, ticket: Ticket, words: Words, heads: list[Person], *, decides: bool) -> Quote:
    waits = one.state == State.SENT and bool(heads)
    note = ""
    if waits and not decides:
        note = _("Who approves it: %(names)s") % {"names": ", ".join(head.name for head in heads)}
    elif one.decided_by is not None and one.decided_at is not None:
        note = f"{one.decided_by.name}, {words.short(one.decided_at)}"
    state = {
        State.SENT: pgettext("estimate", "waits for approval"),
        State.APPROVED: pgettext("estimate", "approved"),
        State.DECLINED: pgettext("estimate", "declined"),
    }[State(one.state)]
    address = reverse("portal:estimate-decision", kwargs={"number": ticket.number, "pk": one.pk})
    shown = money.shown(one.amount, one.currency, words.language)
    return Quote(one.pk, one.number, shown, one.what, state, note, address if waits and decides else "")
