"""What clocks let people ask of requests (F15)."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from otklik.clocks.models import Deadline, DeadlineKind, Limit
from otklik.kernel.conditions import Context, Field, Moment, Op, Term, Whole
from otklik.tickets.fields import TICKETS
from otklik.tickets.kinds import OPEN
from otklik.tickets.models import Ticket
from otklik.tickets.models.queries import among

_OPEN = Q(kind__in=[kind.value for kind in OPEN])
"""Only what is open has clocks that run; said, so that the indexes of open requests serve."""
AHEAD = Moment(ahead=True)
LATE = {"kind": DeadlineKind.NORM, "is_running": True, "degree__gt": 0}


def _due(term: Term, context: Context) -> Q:
    """Something breaks then, a norm or a promise, if nobody acts."""
    running = Deadline.objects.running().filter(ticket=OuterRef("pk"))
    if term.op is Op.NONE:
        return ~Q(Exists(running)) & Q(next_word_by__isnull=True)
    return _OPEN & among(due(term, context))


def due(term: Term, context: Context) -> QuerySet[Deadline, tuple[int]]:
    """Ids of requests in which something breaks then; one stands there once for each of its clocks.

    An index for each half: with OR every request is read.
    """
    kept = Deadline.objects.running().filter(AHEAD.q("due_at", term, context)).values_list("ticket")
    said = Ticket.objects.filter(AHEAD.q("next_word_by", term, context)).values_list("pk")
    return kept.order_by().union(said, all=True)


def _is_due(ticket: Ticket, term: Term, context: Context) -> bool:
    running = Deadline.objects.running().filter(ticket=ticket).values_list("due_at", flat=True)
    moments = [moment for moment in (*running, ticket.next_word_by) if moment is not None]
    if term.op is Op.NONE:
        return not moments
    return any(AHEAD.holds(moment, term, context) for moment in moments)


def _broken(term: Term, context: Context) -> Q:
    late = Deadline.objects.filter(**LATE)
    if term.op is Op.NONE:
        return ~Q(Exists(late.filter(ticket=OuterRef("pk"))))
    return _OPEN & among(late.filter(Whole().q("degree", term, context)).values("ticket"))


def _is_broken(ticket: Ticket, term: Term, context: Context) -> bool:
    degrees = list(Deadline.objects.filter(ticket=ticket, **LATE).values_list("degree", flat=True))
    if term.op is Op.NONE:
        return not degrees
    return any(Whole().holds(degree, term, context) for degree in degrees)


def _unanswered(term: Term, context: Context) -> Q:
    """Nobody has answered beyond the first or the outer limit."""
    late = Limit.objects.filter(degree__gt=0)
    if term.op is Op.NONE:
        return ~Q(pk__in=late.values("ticket"))
    return _OPEN & among(late.filter(Whole().q("degree", term, context)).values("ticket"))


def _is_unanswered(ticket: Ticket, term: Term, context: Context) -> bool:
    degrees = list(Limit.objects.filter(ticket=ticket, degree__gt=0).values_list("degree", flat=True))
    if term.op is Op.NONE:
        return not degrees
    return any(Whole().holds(degree, term, context) for degree in degrees)


def register() -> None:
    """Make them known."""
    TICKETS.add(
        Field("due", {"ru": "срок", "uk": "строк", "en": "due"}, AHEAD, asks=_due, answers=_is_due),
        Field(
            "violation",
            {"ru": "нарушение", "uk": "порушення", "en": "violation"},
            Whole(),
            asks=_broken,
            answers=_is_broken,
        ),
        Field(
            "unanswered",
            {"ru": "безответа", "uk": "безвідповіді", "en": "unanswered"},
            Whole(),
            asks=_unanswered,
            answers=_is_unanswered,
        ),
    )
