"""Promises of a request, derived from its spans and answers, and kept as deadlines and breaches (D1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from otklik import live
from otklik.clocks import promising, shelving
from otklik.clocks.models import Breach, Deadline, DeadlineKind, Promise
from otklik.clocks.promising import Given, Moment
from otklik.clocks.rules import Rules
from otklik.kernel import clock, events
from otklik.tickets.kinds import TRACELESS, Kind, Turn
from otklik.tickets.models import Span, Ticket

KINDS = (DeadlineKind.FIRST_REPLY, DeadlineKind.NEXT_REPLY, DeadlineKind.SOLUTION)
Standing = tuple[DeadlineKind, Given]


def keep(ticket: Ticket, rules: Rules, replies: Sequence[datetime]) -> None:
    """Bring the promises of the request up to date; a request of colleagues has none (R3)."""
    promise = rules.promise(ticket)
    stands = list(standing(ticket, promise, rules, replies)) if promise else []
    running = {kind: one for kind, one in stands if one.runs and one.due_at is not None}
    known = {row.kind: row for row in Deadline.objects.filter(ticket=ticket, kind__in=KINDS)}
    for kind in KINDS:
        _set_deadline(ticket, kind, running.get(kind), known.get(kind))
    if promise is not None:
        _record(ticket, promise, stands)


def standing(ticket: Ticket, promise: Promise, rules: Rules, replies: Sequence[datetime]) -> Iterator[Standing]:
    """Everything that was promised by this policy, and what became of it; nothing for what leaves no trace (R8)."""
    if ticket.closing_kind in TRACELESS:
        return
    spans = Span.objects.filter(ticket=ticket).select_related("status").order_by("started_at", "id")
    shelved = shelving.intervals(ticket.pk)
    moments, hours, until = [_moment(span) for span in spans], rules.hours_of(ticket, promise), clock.now()
    runs = [
        (DeadlineKind.FIRST_REPLY, promising.first_reply(moments, replies)),
        *((DeadlineKind.NEXT_REPLY, parts) for parts in promising.next_replies(moments, replies)),
        (DeadlineKind.SOLUTION, promising.solution(moments)),
    ]
    for kind, parts in runs:
        limit = promise.limit(kind)
        parts = parts if promise.is_contract else shelving.without(parts, shelved)
        if limit is not None and (one := promising.given(parts, hours, limit, until)):
            yield kind, one


def _moment(span: Span) -> Moment:
    return Moment(
        start=span.started_at,
        end=span.ended_at,
        theirs=span.turn == Turn.CUSTOMER,
        owed=span.debt,
        over=span.status.kind == Kind.CLOSED,
        solved=span.status.kind == Kind.SOLUTION_PROPOSED and not span.debt,
    )


def _set_deadline(ticket: Ticket, kind: DeadlineKind, one: Given | None, row: Deadline | None) -> None:
    """A promise that was broken is due no more: it stands as late."""
    if one is None:
        if row is not None:
            row.delete()
        return
    due = None if one.broken_at else one.due_at
    late = one.broken_at
    if row and (row.began_at, row.due_at, row.late_since) == (one.began_at, due, late):
        return
    row = row or Deadline(ticket=ticket, kind=kind)
    row.began_at, row.since, row.due_at, row.late_since = one.began_at, one.began_at, due, late
    row.degree, row.is_running = int(late is not None), True
    row.save()


def _record(ticket: Ticket, promise: Promise, stands: Sequence[Standing]) -> None:
    """Breaches once each; what turns out not to have been one is withdrawn, not forgotten."""
    known = {(row.kind, row.began_at): row for row in Breach.objects.filter(ticket=ticket)}
    broken = {(kind.value, one.began_at): one.broken_at for kind, one in stands if one.broken_at}
    for (kind, began), at in broken.items():
        row = known.pop((kind, began), None)
        if row is None:
            row = Breach.objects.create(ticket=ticket, promise=promise, kind=kind, began_at=began, broken_at=at)
            _tell(ticket, row)
        elif row.withdrawn_at or row.broken_at != at:
            row.withdrawn_at, row.broken_at = None, at
            row.save(update_fields=["withdrawn_at", "broken_at"])
    for row in known.values():
        if row.withdrawn_at is None:
            row.withdrawn_at = clock.now()
            row.save(update_fields=["withdrawn_at"])


def _tell(ticket: Ticket, row: Breach) -> None:
    at = row.broken_at.isoformat()
    events.record(
        "promise.broken", by=None, noun=row, ticket_id=ticket.pk, kind=row.kind, at=at, promise=row.promise_id
    )
    live.touch(ticket.live_name, "desk", to=["staff"])
