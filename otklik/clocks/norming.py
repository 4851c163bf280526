"""Norms as leads set them: ahead of time, with thresholds in order, tried on the past first (R24)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from otklik.clocks import jobs, reckoning, shelving
from otklik.clocks.arithmetic import ALWAYS, OutOfReach
from otklik.clocks.charging import charge
from otklik.clocks.models import Acknowledgement, Counting, Norm, Violation
from otklik.clocks.rules import Rules
from otklik.kernel import audit, clock
from otklik.kernel import jobs as queue
from otklik.kernel.verbs import Refused, Stale, verb
from otklik.people import rights
from otklik.people.models import Line, Person
from otklik.tickets.kinds import TRACELESS, Turn
from otklik.tickets.machine import TURNS
from otklik.tickets.models import Span, Status, Ticket

AHEAD = timedelta(days=3)
"""How long before it takes effect a norm is made known (R24)."""
MOST_DEGREES = 3
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Draft:
    """A norm that somebody thinks of. `status` None: a debt of reply; no limits: no norm any more."""

    status: Status | None
    line: Line | None
    limits: tuple[timedelta, ...]
    counting: str = Counting.BUSINESS

    def norm(self, valid_from: datetime) -> Norm:
        """As an unsaved row."""
        limits: list[timedelta | None] = [*self.limits, None, None, None]
        return Norm(
            status=self.status,
            line=self.line,
            counting=self.counting,
            first=limits[0],
            second=limits[1],
            third=limits[2],
            valid_from=valid_from,
        )


@verb
def set_norm(draft: Draft, *, by: Person, valid_from: datetime | None = None) -> Norm:
    """Let a norm hold from `valid_from` on, three days ahead at the least. Raises Refused("norm.…")."""
    rights.require(by, rights.MANAGE_TICKETS)
    valid_from = valid_from or clock.now() + AHEAD
    check(draft, valid_from)
    if valid_from < clock.now() + AHEAD:
        raise Refused("norm.soon", _("A norm is made known three days before it takes effect."))
    _replace_coming(draft, valid_from)
    norm = draft.norm(valid_from)
    norm.set_by, norm.set_at = by, clock.now()
    norm.save()
    since = valid_from.isoformat()
    audit.changed(
        "norm.set", by=by, noun=norm, after=_state(norm), status=norm.status_id, line=norm.line_id, since=since
    )
    queue.later(jobs.reckon_open, unique="clocks reckon open")
    return norm


@verb
def set_norms(drafts: Mapping[str, Draft], *, by: Person, valid_from: datetime) -> None:
    """Set several at once, or none. What is refused is refused with the `name` of its draft."""
    rights.require(by, rights.MANAGE_TICKETS)
    for name, draft in drafts.items():
        try:
            set_norm(draft, by=by, valid_from=valid_from)
        except Refused as refused:
            where = "since" if refused.code == "norm.soon" else name
            raise Refused(refused.code, refused.said, name=where) from None


@verb
def withdraw(norm: Norm, *, by: Person) -> None:
    """Take back a norm that does not hold yet. Raises Stale once it does."""
    rights.require(by, rights.MANAGE_TICKETS)
    coming = Norm.objects.standing().filter(pk=norm.pk, valid_from__gt=clock.now())
    if not coming.update(withdrawn_at=clock.now()):
        raise Stale("norm.holds", _("This norm has taken effect: set another one."))
    audit.changed("norm.withdrawn", by=by, noun=norm, before=_state(norm), status=norm.status_id, line=norm.line_id)
    queue.later(jobs.reckon_open, unique="clocks reckon open")


@verb
def acknowledge(norm: Norm, *, by: Person) -> None:
    """Say that one has read of it; saying it twice changes nothing."""
    Acknowledgement.objects.get_or_create(norm=norm, person=by)


def check(draft: Draft, valid_from: datetime) -> None:
    """Refuse what cannot be: thresholds out of order, a status of another turn, more than the calendar ever offers."""
    limits = draft.limits
    if len(limits) > MOST_DEGREES:
        raise Refused("norm.degrees", _("There are three degrees."))
    if any(limit < MINUTE for limit in limits):
        raise Refused("norm.short", _("A threshold is a minute at the least."))
    if any(later <= earlier for earlier, later in pairwise(limits)):
        raise Refused("norm.order", _("Each threshold is later than the one before it."))
    if draft.status is not None and TURNS[draft.status.kind] != Turn.OURS:  # type: ignore[index]  # a code of Kind
        raise Refused("norm.turn", _("Norms are for our own turn: others are only reminded."))
    hours = ALWAYS if draft.counting == Counting.CALENDAR else Rules([]).hours(draft.line.pk if draft.line else None)
    try:
        for limit in limits:
            hours.after(valid_from, limit)
    except (OutOfReach, OverflowError):
        raise Refused("norm.reach", _("The calendar never offers so much time.")) from None


@dataclass(frozen=True)
class Effect:
    """What a norm would have brought over a stretch of the past, beside what was: violations by their degree."""

    turns: int
    were: dict[int, int]
    would_be: dict[int, int]


def replay(draft: Draft, since: datetime, until: datetime) -> Effect:
    """What the draft would have brought between two instants; nothing is written (R24)."""
    rules = Rules([draft.norm(since)])
    status, line = draft.status.pk if draft.status else None, draft.line.pk if draft.line else None
    would_be: Counter[int] = Counter()
    turns = 0
    for pieces, answers in _histories(since, until):
        for one in charge(pieces, answers, rules.norms, until):
            here = [part for part in one.pieces if part.status == status and (line is None or part.line == line)]
            turns += bool(here)
            would_be[one.degree] += bool(one.degree)
    were = Counter(
        Violation.objects.standing()
        .filter(reached_at__gte=since, reached_at__lt=until, status=draft.status, **({"line": line} if line else {}))
        .values_list("degree", flat=True)
    )
    return Effect(turns, dict(were), dict(+would_be))


def _histories(since: datetime, until: datetime) -> Any:
    """The spans and answers of every request that had a life between two instants, one request after another."""
    lived = Span.objects.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=since), started_at__lt=until)
    for ticket in Ticket.objects.filter(pk__in=lived.values("ticket")).exclude(closing_kind__in=TRACELESS).iterator():
        spans = lived.filter(ticket=ticket).select_related("status").order_by("started_at", "id")
        pieces = shelving.cut(map(reckoning.piece, spans), shelving.intervals(ticket.pk))
        yield list(pieces), reckoning.replies(ticket)


def _replace_coming(draft: Draft, valid_from: datetime) -> None:
    """One coming change of a norm at a time: the newer one takes the place of the older."""
    coming = Norm.objects.standing().filter(status=draft.status, line=draft.line, valid_from__gt=clock.now())
    coming.filter(valid_from__lte=valid_from).update(withdrawn_at=clock.now())


def _state(norm: Norm) -> dict[str, Any]:
    limits: Sequence[timedelta] = norm.limits
    return {
        "status": norm.status_id,
        "line": norm.line_id,
        "limits": [int(limit.total_seconds()) for limit in limits],
        "counting": norm.counting,
        "since": norm.valid_from.isoformat(),
    }
