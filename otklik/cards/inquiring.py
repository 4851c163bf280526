"""Dig deeper: ask the company's system a typed query about a customer, and take the answer into the request (C2)."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.core.cache import cache
from django.utils.translation import gettext as _

from otklik.cards import asking, looking, querying, vouching
from otklik.cards.asking import Trouble
from otklik.cards.models import Inquiry, Permit, Source
from otklik.cards.querying import Answer, Query
from otklik.cards.reading import Account
from otklik.kernel import audit, clock, crypto, events
from otklik.kernel.verbs import Forbidden, Refused, Stale, verb
from otklik.people.models import Person
from otklik.tickets.models import Message, Ticket

KEPT = timedelta(minutes=30)
"""How long an answer waits, sealed, to be taken into the request."""
PURPOSE = "cards.inquiry"
State = Inquiry.State


@dataclass(frozen=True)
class Run:
    """A query that was asked: its answer, or the trouble that came instead."""

    inquiry: Inquiry
    answer: Answer | None = None
    trouble: str = ""


def offered(account: Account, permits: Iterable[Permit], person: Person) -> list[tuple[Query, Permit]]:
    """What the source offers, these permits of the person's allow, and the source does not keep for other lines."""
    known = {one.code: one for one in permits if one.kind == Permit.Kind.QUERY}
    open_ = [query for query in account.queries if query.code in known]
    among = set(person.lines.values_list("code", flat=True)) if any(one.lines for one in open_) else set()
    return [(query, known[query.code]) for query in open_ if not query.lines or among & set(query.lines)]


def permits(person: Person) -> list[Permit]:
    """What the person may order or ask, in one query."""
    return list(Permit.objects.open_to(person))


def permit(code: str, person: Person) -> Permit | None:
    """What allows the person this query."""
    return Permit.objects.asked_by(person).filter(code=code).first()


def run(source: Source, ticket: Ticket, query: Query, parameters: Mapping[str, str], *, by: Person) -> Run:
    """Ask now, and wait as long as the source may take. Raises Forbidden or Refused; a trouble is an answer too.

    Who asks, about whom and with what is written down before the question leaves.
    """
    with looking.slot() as is_free:
        if not is_free:
            raise Refused("inquiry.busy", _("Our system is being asked by others. Try again in a moment."))
        inquiry = _begun(ticket, query, parameters, by=by)
        try:
            told = asking.query(source, inquiry)
        except Trouble as trouble:
            _ended(inquiry, State.FAILED, error=str(trouble)[:300])
            return Run(inquiry, trouble=str(trouble))
    _ended(inquiry, State.ANSWERED, milliseconds=told.milliseconds)
    cache.set(_key(inquiry), crypto.seal(json.dumps(told.body), PURPOSE), timeout=int(KEPT.total_seconds()))
    return Run(inquiry, querying.answer(told.body))


def answered(inquiry: Inquiry) -> Answer:
    """The answer as it came, while it is kept. Raises Stale."""
    sealed = cache.get(_key(inquiry))
    try:
        if sealed is not None:
            return querying.answer(json.loads(crypto.unseal(sealed, PURPOSE)))
    except (crypto.Unreadable, ValueError):
        pass
    raise Stale("inquiry.gone", _("The answer is not kept any more. Ask again."))


@verb
def attach(inquiry: Inquiry, *, body: str, by: Person) -> Message:
    """Take the answer into the request as a note, once. Raises Forbidden or Stale."""
    if inquiry.by_id != by.pk or permit(inquiry.code, by) is None:
        raise Forbidden("inquiry.permit", _("Your line may not ask this."))
    ticket = inquiry.ticket.locked()
    inquiry = Inquiry.objects.select_for_update(no_key=True, of=("self",)).get(pk=inquiry.pk)
    if inquiry.message_id is not None:
        raise Stale("inquiry.attached", _("This answer is in the request already."))
    inquiry.message = ticket.note(by=by, body=body)
    inquiry.save(update_fields=["message"])
    return inquiry.message


def told(pks: Collection[int]) -> dict[int, Inquiry]:
    """Inquiries by their ids, for the history of a request."""
    return Inquiry.objects.in_bulk(list(pks))


@verb
def _begun(ticket: Ticket, query: Query, parameters: Mapping[str, str], *, by: Person) -> Inquiry:
    allowed = permit(query.code, by)
    if allowed is None:
        raise Forbidden("inquiry.permit", _("Your line may not ask this."))
    if vouching.is_demanded(query, allowed) and vouching.standing(ticket.customer) is None:
        raise Refused("inquiry.proof", _("Only after the customer has confirmed who they are."))
    inquiry = Inquiry.objects.create(
        ticket=ticket,
        customer=ticket.customer,
        code=query.code,
        name=(str(allowed.name) or str(query.name))[:200],
        parameters=dict(parameters),
        by=by,
        at=clock.now(),
    )
    events.record("inquiry.asked", by=by, noun=ticket, ticket_id=ticket.pk, inquiry=inquiry.pk)
    after = {"query": query.code, "ticket": ticket.number, "customer": ticket.customer_id}
    about = {**after, "parameters": dict(parameters)}
    audit.record("inquiry.asked", by=by, noun="inquiry", noun_id=inquiry.pk, after=about)
    return inquiry


@verb
def _ended(inquiry: Inquiry, state: Inquiry.State, *, error: str = "", milliseconds: int | None = None) -> None:
    Inquiry.objects.filter(pk=inquiry.pk).update(state=state, error=error, milliseconds=milliseconds)


def _key(inquiry: Inquiry) -> str:
    return f"inquiry:{inquiry.pk}"
