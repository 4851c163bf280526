"""Promises of a request, derived from its spans and answers, and kept as deadlines and breaches (D1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from otklik import live
from otklik.clocks import promising, shelving
from otklik.clocks.models import Breach, Deadline, DeadlineKind, Promise
from otklik.clocks.promising import Given, Moment, Part, Said
from otklik.clocks.rules import Rules
from otklik.kernel import clock, events, reading
from otklik.tickets.kinds import TRACELESS, Kind, Turn
from otklik.tickets.models import Span, Ticket

BY_POLICY = (
    DeadlineKind.FIRST_REPLY,
    DeadlineKind.SUBSTANCE,
    DeadlineKind.NEXT_REPLY,
    DeadlineKind.SOLUTION,
    DeadlineKind.UPDATE,
)
KINDS = (*BY_POLICY, DeadlineKind.NEXT_WORD)
_HAS_WORD = "SELECT EXISTS (SELECT FROM clocks_deadline WHERE ticket_id = %s::bigint AND kind = 'next_word')"
Standing = tuple[DeadlineKind, Given]


def has_word(ticket: Ticket, *, is_new: bool = False) -> bool:
    """Whether somebody promised a next word: it holds where no policy does."""
    return ticket.next_word_by is not None or (not is_new and bool(reading.value(_HAS_WORD, [ticket.pk])))


def keep(ticket: Ticket, rules: Rules, said: Sequence[Said]) -> None:
    """Bring the promises of the request up to date; a request of colleagues has none (R3)."""
    promise = rules.promise(ticket)
    stands = list(standing(ticket, promise, rules, said))
    running = {kind: one for kind, one in stands if one.runs and one.due_at is not None}
    known = {row.kind: row for row in Deadline.objects.filter(ticket=ticket, kind__in=KINDS)}
    for kind in KINDS:
        is_firm = kind == DeadlineKind.NEXT_WORD or (promise is not None and promise.is_contract)
        _set_deadline(ticket, kind, running.get(kind), known.get(kind), is_firm=is_firm)
    _record(ticket, promise, stands)


def standing(ticket: Ticket, promise: Promise | None, rules: Rules, said: Sequence[Said]) -> Iterator[Standing]:
    """Everything that was promised, by this policy and by people, and what became of it; nothing for what leaves no
    trace (R8).
    """
    if ticket.closing_kind in TRACELESS or ticket.parent_id is not None:
        return
    spans = Span.objects.filter(ticket=ticket).select_related("status").order_by("started_at", "id")
    moments, until = [_moment(span) for span in spans], clock.now()
    for one in _words(ticket, promising.next_words(said, moments, until), until):
        yield DeadlineKind.NEXT_WORD, one
    if promise is None:
        return
    hours, shelved = rules.hours_of(ticket, promise), shelving.intervals(ticket.pk)
    for kind, parts in _runs(moments, said):
        limit = promise.limit(kind)
        parts = parts if promise.is_contract else shelving.without(parts, shelved)
        if limit is not None and (made := promising.given(parts, hours, limit, until)):
            yield kind, made


def _runs(moments: Sequence[Moment], said: Sequence[Said]) -> Iterator[tuple[DeadlineKind, list[Part]]]:
    replies = [one.at for one in said]
    yield DeadlineKind.FIRST_REPLY, promising.first_reply(moments, replies)
    yield DeadlineKind.SUBSTANCE, promising.substance(moments, said)
    for parts in promising.next_replies(moments, replies):
        yield DeadlineKind.NEXT_REPLY, parts
    yield DeadlineKind.SOLUTION, promising.solution(moments)
    for parts in promising.updates(moments, replies):
        yield DeadlineKind.UPDATE, parts


def _words(ticket: Ticket, words: list[Given], until: datetime) -> list[Given]:
    """The next words of the history; the one that stands is the request's own, which merging may have moved (R11)."""
    due = ticket.next_word_by
    stands = [one for one in words if not one.runs]
    if due is None:
        return stands + [replace(one, due_at=None, runs=False) for one in words if one.runs and one.broken_at]
    last = next((one for one in words if one.runs), None)
    began = last.began_at if last else min(ticket.turn_since, due)
    return [*stands, Given(began, due, due if due <= until else None, True, last.by if last else None)]


def _moment(span: Span) -> Moment:
    return Moment(
        start=span.started_at,
        end=span.ended_at,
        theirs=span.turn == Turn.CUSTOMER,
        owed=span.debt,
        over=span.status.kind == Kind.CLOSED,
        solved=span.status.kind == Kind.SOLUTION_PROPOSED and span.turn != Turn.OURS,
        developing=span.status.kind == Kind.IN_DEVELOPMENT,
    )


def _set_deadline(
    ticket: Ticket, kind: DeadlineKind, one: Given | None, row: Deadline | None, *, is_firm: bool
) -> None:
    """A promise that was broken is due no more: it stands as late."""
    if one is None:
        if row is not None:
            row.delete()
        return
    due = None if one.broken_at else one.due_at
    late = one.broken_at
    if row and (row.began_at, row.due_at, row.late_since, row.is_firm) == (one.began_at, due, late, is_firm):
        return
    row = row or Deadline(ticket=ticket, kind=kind)
    row.began_at, row.since, row.due_at, row.late_since = one.began_at, one.began_at, due, late
    row.degree, row.is_running, row.is_firm = int(late is not None), True, is_firm
    row.save()


def _record(ticket: Ticket, promise: Promise | None, stands: Sequence[Standing]) -> None:
    """Breaches once each; what turns out not to have been one is withdrawn, not forgotten."""
    judged = [kind.value for kind in (KINDS if promise else (DeadlineKind.NEXT_WORD,))]
    known = {(row.kind, row.began_at): row for row in Breach.objects.filter(ticket=ticket, kind__in=judged)}
    for kind, one in stands:
        if one.broken_at is None:
            continue
        row = known.pop((kind.value, one.began_at), None)
        if row is None:
            _tell(ticket, _breach(ticket, promise, kind, one, one.broken_at))
        elif row.withdrawn_at or row.broken_at != one.broken_at:
            row.withdrawn_at, row.broken_at = None, one.broken_at
            row.save(update_fields=["withdrawn_at", "broken_at"])
    for row in known.values():
        if row.withdrawn_at is None:
            row.withdrawn_at = clock.now()
            row.save(update_fields=["withdrawn_at"])


def _breach(ticket: Ticket, promise: Promise | None, kind: DeadlineKind, one: Given, at: datetime) -> Breach:
    by_policy = promise if kind != DeadlineKind.NEXT_WORD else None
    return Breach.objects.create(
        ticket=ticket,
        promise=by_policy,
        person_id=one.by,
        kind=kind,
        began_at=one.began_at,
        broken_at=at,
    )


def _tell(ticket: Ticket, row: Breach) -> None:
    at = row.broken_at.isoformat()
    events.record(
        "promise.broken", by=None, noun=row, ticket_id=ticket.pk, kind=row.kind, at=at, promise=row.promise_id
    )
    live.touch(ticket.live_name, "desk", to=["staff"])
