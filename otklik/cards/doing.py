"""Order something in the company's system through the card: allowed, confirmed, done once, written down (C2)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from otklik.cards import asking, looking, reading, vouching
from otklik.cards.asking import Trouble
from otklik.cards.models import Deed, Permit, Source
from otklik.cards.reading import Account, Action
from otklik.kernel import audit, clock, events
from otklik.kernel.jobs import later
from otklik.kernel.verbs import Forbidden, Refused, Stale, verb
from otklik.people.models import Person
from otklik.tickets.models import Ticket

PAUSES = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2))
"""Before each next try of what may not have arrived; the key makes the source do it once."""
RETRYABLE = frozenset({"slow", "unreachable", "busy", "broken", "no_such_host", "tls"})
State = Deed.State


def offered(account: Account, permits: Iterable[Permit]) -> list[tuple[Action, Permit]]:
    """What the source offers and these permits allow."""
    known = {one.code: one for one in permits if one.kind == Permit.Kind.ACTION}
    return [(action, known[action.code]) for action in account.actions if action.code in known]


def permit(code: str, person: Person) -> Permit | None:
    """What allows the person this action."""
    return Permit.objects.held_by(person).filter(code=code).first()


@verb
def order(ticket: Ticket, action: Action, *, by: Person) -> Deed:
    """Order it for the request's customer; a job asks the source. Raises Forbidden, Refused or Stale."""
    ticket = ticket.locked()
    allowed = permit(action.code, by)
    if allowed is None:
        raise Forbidden("deed.permit", _("Your line may not order this."))
    if not ticket.is_open:
        raise Refused("deed.closed", _("The request is closed. Open it again first."))
    if vouching.is_demanded(action, allowed) and vouching.standing(ticket.customer) is None:
        raise Refused("deed.proof", _("Only after the customer has confirmed who they are."))
    deed = Deed(ticket=ticket, customer=ticket.customer, code=action.code, name=str(action.name)[:200], by=by)
    deed.at, deed.key = clock.now(), uuid4()
    try:
        with transaction.atomic():
            deed.save(force_insert=True)
    except IntegrityError:
        raise Stale("deed.waiting", _("This is on its way already.")) from None
    events.record("deed.ordered", by=by, noun=ticket, ticket_id=ticket.pk, deed=deed.pk)
    _note("deed.ordered", deed, by)
    _soon(deed)
    return deed


def carry_out(pk: int) -> None:
    """Ask the source for it, unless it is settled; safe to run twice, since the key is the same."""
    deed = _begun(pk)
    if deed is None:
        return
    source = Source.current()
    if source is None:
        _settle(deed, State.REFUSED, error="off")
        return
    try:
        told = asking.act(source, deed).body
    except Trouble as trouble:
        _failed(deed, trouble)
        return
    with translation.override(deed.by.language):
        words = str(reading.said(told))
    _settle(deed, State.DONE if told.get("done") is True else State.REFUSED, said=words)
    looking.forget(source, deed.customer)


def told(pks: Collection[int]) -> dict[int, Deed]:
    """Deeds by their ids, for the history of a request."""
    return Deed.objects.in_bulk(list(pks))


def last(ticket: Ticket, most: int = 5) -> list[Deed]:
    """What was ordered from the request, the newest first."""
    return list(Deed.objects.filter(ticket=ticket).select_related("by").order_by("-id")[:most])


@verb
def _begun(pk: int) -> Deed | None:
    """Count the try before it is made: after a crash nobody says that it was not tried."""
    waiting = Deed.objects.waiting().filter(pk=pk)
    if not waiting.update(attempts=F("attempts") + 1):
        return None
    return waiting.select_related("ticket", "customer", "by").first()


@verb
def _failed(deed: Deed, trouble: Trouble) -> None:
    """Try again what can come right by itself; in the end say honestly whether it may have been done."""
    if trouble.code in RETRYABLE and deed.attempts <= len(PAUSES):
        Deed.objects.filter(pk=deed.pk).update(error=str(trouble)[:300])
        _soon(deed, PAUSES[deed.attempts - 1])
        return
    was_never_done = trouble.is_final or trouble.code in asking.NEVER_REACHED
    is_sure = was_never_done and not _may_have_arrived(deed)
    _settle(deed, State.REFUSED if is_sure else State.UNKNOWN, error=str(trouble))


def _may_have_arrived(deed: Deed) -> bool:
    """Whether a former try may have been carried out: it was cut off, or nobody knows how it ended."""
    return deed.attempts > 1 and deed.error.partition(":")[0] not in asking.NEVER_REACHED


@verb
def _settle(deed: Deed, state: Deed.State, *, said: str = "", error: str = "") -> None:
    """The end of it, once: of two who come with an answer the first is right."""
    ends = {"state": state, "said": said[:500], "error": error[:300], "ended_at": clock.now()}
    if not Deed.objects.waiting().filter(pk=deed.pk).update(**ends):
        return
    deed.state = state
    code = {State.DONE: "deed.done", State.REFUSED: "deed.refused", State.UNKNOWN: "deed.unknown"}[state]
    events.record(code, by=None, noun=deed.ticket, ticket_id=deed.ticket_id, deed=deed.pk)
    _note(code, deed, None)


def _note(code: str, deed: Deed, by: Person | None) -> None:
    after = {"action": deed.code, "ticket": deed.ticket.number, "customer": deed.customer_id, "state": deed.state}
    audit.record(code, by=by, noun="deed", noun_id=deed.pk, after=after)


def _soon(deed: Deed, pause: timedelta = timedelta()) -> None:
    from otklik.cards import jobs

    at = clock.now() + pause if pause else None
    later(jobs.carry_out, at=at, unique=f"deed-{deed.pk}", lock=f"deed-{deed.pk}", deed_id=deed.pk)
