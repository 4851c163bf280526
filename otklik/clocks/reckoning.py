"""Deadlines and violations of a request, derived from its spans and answers (D2, R23, R24).

Everything is computed from the beginning of the present stretch each time, never added up: whoever was late, the
follower of an event or the clock after a day without power, finds the same violations with the same true times.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db.models import Q

from otklik import live
from otklik.clocks import answers, ask, limits, pledging, shelving
from otklik.clocks.charging import NOTHING, Piece, Step, Stretch, charge
from otklik.clocks.models import Deadline, DeadlineKind, Share, Violation
from otklik.clocks.rules import Rules
from otklik.kernel import clock, events
from otklik.kernel.verbs import verb
from otklik.tickets.kinds import TRACELESS, Kind, Turn
from otklik.tickets.machine import TURNS
from otklik.tickets.models import Span, Ticket


@verb
def reckon(
    ticket: Ticket, rules: Rules | None = None, *, anew: bool = False, fully: bool = False, is_new: bool = False
) -> None:
    """Bring deadlines and violations up to date; `anew` from the first span on. The request is locked by the caller.

    Where no rule is left, only `fully` ends the clocks of former ones. `is_new`: nothing was ever reckoned of it.
    """
    rules = rules or Rules()
    limits.keep(ticket, rules, anew=anew, is_new=is_new)
    if rules.are_none and not fully and not pledging.has_word(ticket, is_new=is_new):
        return
    said = answers.said(ticket)
    told = [one.at for one in said]
    pledging.keep(ticket, rules, said)
    known = Deadline.objects.filter(ticket=ticket, kind=DeadlineKind.NORM).first()
    since = None if anew or known is None else known.began_at
    every = stretches(ticket, rules, since=since, told=told)
    found = [one for one in every if since is None or one.began_at >= since]
    recorded = _recorded(ticket, since)
    for one in found:
        _record(ticket, one, recorded.pop(one.began_at, None), rules)
    for gone in recorded.values():
        _withdraw(gone)
    if found:
        _set_deadline(ticket, found[-1], known)
    elif known is not None and known.is_running:
        known.due_at, known.degree, known.is_running = None, 0, False
        known.save(update_fields=["due_at", "degree", "is_running"])


def reckon_open() -> None:
    """Reckon every open request: the one occasion on which they are walked, when a rule has changed."""
    rules = Rules()
    for pk in Ticket.objects.open().order_by("pk").values_list("pk", flat=True):
        _reckon_one(pk, rules)


def reckon_held(person: int) -> None:
    """Reckon what the person holds now: their hours or level have changed, and some norm asks for them."""
    rules = Rules()
    if rules.count_own or rules.know_levels:
        ours = Ticket.objects.ours()
        held = {*ours.filter(responsible=person).values_list("pk", flat=True)}
        held |= {*ours.filter(responsible__isnull=True, offered_to=person).values_list("pk", flat=True)}
        for pk in sorted(held):
            _reckon_one(pk, rules)


@verb
def _reckon_one(pk: int, rules: Rules) -> None:
    reckon(Ticket.objects.get(pk=pk).locked(), rules)


def stretches(
    ticket: Ticket, rules: Rules, *, since: datetime | None = None, told: list[datetime] | None = None
) -> list[Stretch]:
    """What follows from the spans and answers of the request at present; nothing for what leaves no trace (R8)."""
    if ticket.closing_kind in TRACELESS:
        return []
    spans = Span.objects.filter(ticket=ticket).select_related("status").order_by("started_at", "id")
    if since is not None:
        spans = spans.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=since))
    pieces = shelving.cut(map(piece, spans), shelving.intervals(ticket.pk))
    return charge(pieces, replies(ticket) if told is None else told, rules.norms, clock.now())


def piece(span: Span) -> Piece:
    """A span as the arithmetic of charging knows it."""
    kind = Kind(span.status.kind)
    return Piece(
        start=span.started_at,
        end=span.ended_at,
        status=span.status_id if TURNS[kind] == Turn.OURS else None,
        line=span.line_id,
        holder=span.holder_id,
        ours=span.turn == Turn.OURS,
        rests=span.turn in (Turn.OTHER, Turn.NOBODY) and kind != Kind.CLOSED,
    )


def replies(ticket: Ticket) -> list[datetime]:
    """When people answered in public; what was taken back was never said."""
    return sorted({one.at for one in answers.said(ticket)})


def _recorded(ticket: Ticket, since: datetime | None) -> dict[datetime, Violation]:
    rows = Violation.objects.filter(ticket=ticket)
    if since is not None:
        rows = rows.filter(began_at__gte=since)
    return {row.began_at: row for row in rows}


def _record(ticket: Ticket, one: Stretch, row: Violation | None, rules: Rules) -> None:
    if not one.steps:
        if row is not None:
            _withdraw(row)
        return
    first, last = one.steps[0], one.steps[-1]
    row = row or Violation(ticket=ticket, began_at=one.began_at, degree=0)
    was, stood = row.degree, row.withdrawn_at is None
    if row.pk and was == last.degree and row.reached_at == last.at and stood:
        return
    row.degree, row.first_at, row.reached_at = last.degree, first.at, last.at
    row.status_id, row.line_id, row.norm_id = last.status, last.line, last.norm
    row.withdrawn_at = None
    row.save()
    row.shares.all().delete()
    lowest = lowest_levels(one, rules)
    Share.objects.bulk_create(
        [
            Share(violation=row, holder_id=holder, time=time, level=lowest.get(holder))
            for holder, time in charged(one, ask.relieved(ticket.pk)).items()
        ]
    )
    _tell(ticket, row, (step for step in one.steps if step.degree > was))


def charged(one: Stretch, relieved: Mapping[int, datetime]) -> dict[int | None, timedelta]:
    """Whose time it was; that of who passed the request on to a lead, and had it no more after, is the line's (C10)."""
    found: dict[int | None, timedelta] = {}
    for holder, time in one.shares.items():
        at = relieved.get(holder or 0)
        last = max((part.start for part in one.pieces if part.holder == holder), default=one.began_at)
        whose = None if at is not None and last < at else holder
        found[whose] = found.get(whose, NOTHING) + time
    return found


def lowest_levels(one: Stretch, rules: Rules) -> dict[int | None, int]:
    """The lowest level at which each holder held some of the time until the last degree: in doubt for them (R21)."""
    found: dict[int | None, int] = {}
    for part in one.pieces:
        level = rules.level(part)
        if level is not None and part.start < one.steps[-1].at:
            found[part.holder] = min(level, found.get(part.holder, level))
    return found


def _tell(ticket: Ticket, row: Violation, steps: Iterable[Step]) -> None:
    for step in steps:
        events.record(
            "norm.broken",
            by=None,
            noun=row,
            ticket_id=ticket.pk,
            degree=step.degree,
            at=step.at.isoformat(),
            status=step.status,
            norm=step.norm,
        )
    live.touch(ticket.live_name, "desk", to=["staff"])


def _withdraw(row: Violation) -> None:
    if row.withdrawn_at is None:
        row.withdrawn_at = clock.now()
        row.save(update_fields=["withdrawn_at"])


def _set_deadline(ticket: Ticket, one: Stretch, known: Deadline | None) -> None:
    row = known or Deadline(ticket=ticket, kind=DeadlineKind.NORM)
    due = one.due if one.runs else None
    last = one.steps[-1] if one.steps else None
    wanted = {
        "began_at": one.began_at,
        "since": due.since if due else last.at if last else one.began_at,
        "due_at": due.at if due else None,
        "degree": one.degree,
        "late_since": one.steps[0].at if one.steps else None,
        "is_running": one.runs,
        "norm_id": due.norm if due else last.norm if last else None,
    }
    if row.pk is None or any(getattr(row, name) != value for name, value in wanted.items()):
        for name, value in wanted.items():
            setattr(row, name, value)
        row.save()
