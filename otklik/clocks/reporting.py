"""How often norms are broken, fairly: by hundred turns, by shares of time, each line within itself (R25).

A *turn* is a time that our turn came to somebody: from a customer, from others, from a colleague; a reply that left the
turn with them begins the next one, as it begins a new stretch (R24). What is counted is bounded by indexes on instants:
nothing walks the whole history.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db.models import Count, Exists, OuterRef, Q

from otklik.clocks.answers import REPLIES
from otklik.clocks.models import Excuse, Share
from otklik.clocks.models.violation import ViolationQuerySet, uncharged
from otklik.kernel import replica
from otklik.people import levels
from otklik.tickets.kinds import Turn
from otklik.tickets.machine import TURNS

OURS = tuple(kind for kind, turn in TURNS.items() if turn == Turn.OURS)


class Key(NamedTuple):
    """Of whom, or of which status, on which line. None: the line's shift; a debt of reply; no line."""

    line: int | None
    of: int | None


@dataclass
class Tally:
    """What is counted of somebody: `degrees` are violations that are charged, `parts` the shares of them by time.

    `excused` are those that are not: excused, or of the first two levels (R21), whose turns are `learning`.
    """

    turns: int = 0
    degrees: tuple[int, int, int] = (0, 0, 0)
    parts: float = 0.0
    excused: int = 0
    learning: int = 0

    @property
    def judged(self) -> int:
        """Turns that can bring a charge."""
        return self.turns - self.learning

    @property
    def charged(self) -> int:
        """Violations of every degree."""
        return sum(self.degrees)

    @property
    def per_hundred(self) -> float | None:
        """Shares per 100 turns; None where there was no turn that can bring one."""
        return 100 * self.parts / self.judged if self.judged else None


@dataclass(frozen=True)
class Scope:
    """Of which time, and perhaps of which line, status (0: debts of reply), person (0: the line's shift)."""

    since: datetime
    until: datetime
    line: int | None = None
    status: int | None = None
    person: int | None = None


@dataclass(frozen=True)
class Leniency:
    """What a lead excused, for which reason; `own` are those of whose time they held a share themselves."""

    lead: int
    fault: str
    count: int
    own: int


def by_person(violations: ViolationQuerySet, scope: Scope) -> dict[Key, Tally]:
    """By the line and whoever held the time. `violations` are those of the scope, excused ones among them."""
    found: dict[Key, Tally] = {}
    for line, holder, degree, is_excused, count, parts in _shared(violations):
        if scope.person is None or holder == (scope.person or None):
            _add(found, Key(line, holder), degree, is_excused, count, parts)
    return _with_turns(found, "holder_id", scope)


def by_status(violations: ViolationQuerySet, scope: Scope) -> dict[Key, Tally]:
    """By the line and the status in which the last degree was reached; each violation once."""
    found: dict[Key, Tally] = {}
    excused = Count("pk", filter=uncharged())
    grouped = violations.order_by().values("line", "status", "degree").annotate(count=Count("pk"), lenient=excused)
    rows = grouped.values_list("line", "status", "degree", "count", "lenient")
    for line, status, degree, count, lenient in rows:
        _add(found, Key(line, status), degree, False, count - lenient, count - lenient)
        _add(found, Key(line, status), degree, True, lenient, 0)
    return _with_turns(found, "status", scope)


def leniency(violations: ViolationQuerySet) -> list[Leniency]:
    """What each lead excused among these, and how much of it was their own time (R25)."""
    given = Excuse.objects.standing().filter(violation__in=violations.order_by().values("pk"))
    own = Exists(Share.objects.filter(violation=OuterRef("violation"), holder=OuterRef("by")))
    rows = (
        given.order_by("by", "fault").values("by", "fault").annotate(count=Count("pk"), own=Count("pk", filter=Q(own)))
    )
    return [Leniency(*row) for row in rows.values_list("by", "fault", "count", "own")]


def _add(found: dict[Key, Tally], key: Key, degree: int, is_excused: bool, count: int, parts: float) -> None:
    tally = found.setdefault(key, Tally())
    if is_excused:
        tally.excused += count
        return
    degrees = list(tally.degrees)
    degrees[degree - 1] += count
    tally.degrees = degrees[0], degrees[1], degrees[2]
    tally.parts += parts


SHARED = """
WITH found AS ({found}),
whole AS (
    SELECT share.violation_id, sum(extract(epoch FROM share.time)) AS seconds
    FROM clocks_share share JOIN found ON found.id = share.violation_id GROUP BY share.violation_id
)
SELECT found.line_id, share.holder_id, found.degree, excuse.id IS NOT NULL OR coalesce(share.level < {charged}, false),
       count(*),
       sum(extract(epoch FROM share.time) / nullif(whole.seconds, 0))
FROM found
JOIN clocks_share share ON share.violation_id = found.id
JOIN whole ON whole.violation_id = found.id
LEFT JOIN clocks_excuse excuse ON excuse.violation_id = found.id AND excuse.withdrawn_at IS NULL
GROUP BY 1, 2, 3, 4
"""


def _shared(violations: ViolationQuerySet) -> list[tuple[int | None, int | None, int, bool, int, float]]:
    """(line, holder, degree, whether excused, how many, sum of shares)."""
    try:
        found, values = violations.order_by().values("id", "line_id", "degree").query.sql_with_params()
    except EmptyResultSet:
        return []
    rows = _ask(SHARED.format(found=found, charged=int(levels.CHARGED)), values)
    return [
        (line, holder, degree, bool(lenient), count, float(parts or 0))
        for line, holder, degree, lenient, count, parts in rows
    ]


WENT_ON = """EXISTS (
    SELECT 1 FROM tickets_span before
    WHERE before.ticket_id = span.ticket_id AND before.ended_at = span.started_at AND before.id < span.id
      AND before.turn = 'ours'
      AND before.{same} IS NOT DISTINCT FROM span.{same} AND before.line_id IS NOT DISTINCT FROM span.line_id
)"""
"""The turn had been with them already: something else of the state changed."""
LEARNING = """coalesce((
    SELECT noted.level < {charged} FROM people_levelnote noted
    WHERE noted.person_id = span.holder_id AND noted.line_id = span.line_id AND noted.since <= span.started_at
    ORDER BY noted.since DESC, noted.id DESC LIMIT 1
), false)"""
"""Whoever had the turn was at one of the first two levels when they took it."""
COUNTED = """
SELECT span.line_id, {of}, {learning}, count(*)
FROM tickets_span span JOIN tickets_status status ON status.id = span.status_id
WHERE span.turn = 'ours' AND span.started_at >= %s AND span.started_at < %s {narrowed} AND NOT {went_on}
GROUP BY 1, 2, 3
"""
ANSWERED = """
SELECT span.line_id, {of}, {learning}, count(*)
FROM kernel_event event
JOIN tickets_message message ON message.id = (event.data ->> 'message')::bigint AND message.withdrawn_at IS NULL
JOIN tickets_span span ON span.ticket_id = event.ticket_id AND span.turn = 'ours' AND span.started_at <= event.at
  AND (span.ended_at IS NULL OR span.ended_at > event.at)
JOIN tickets_status status ON status.id = span.status_id
WHERE event.code = ANY(%s) AND event.at >= %s AND event.at < %s {narrowed}
  AND (span.started_at < event.at OR {went_on})
GROUP BY 1, 2, 3
"""
STATUS = "CASE WHEN status.kind = ANY(%s) THEN span.status_id END"


def _with_turns(found: dict[Key, Tally], of: str, scope: Scope) -> dict[Key, Tally]:
    """Add how often the turn came; those without a violation are in the table too."""
    is_status = of == "status"
    column, first = (STATUS, [list(OURS)]) if is_status else ("span.holder_id", [])
    narrowed, last = _narrowed(scope)
    went_on = WENT_ON.format(same="status_id" if is_status else "holder_id")
    period = [scope.since, scope.until]
    parts = {
        "of": column,
        "narrowed": narrowed,
        "went_on": went_on,
        "learning": LEARNING.format(charged=int(levels.CHARGED)),
    }
    counted, answered = COUNTED.format(**parts), ANSWERED.format(**parts)
    for line, one, learns, count in (
        *_ask(counted, [*first, *period, *last]),
        *_ask(answered, [*first, list(REPLIES), *period, *last]),
    ):
        tally = found.setdefault(Key(line, one), Tally())
        tally.turns += count
        tally.learning += count if learns else 0
    return found


def _narrowed(scope: Scope) -> tuple[str, list[Any]]:
    parts: list[str] = []
    values: list[Any] = []
    if scope.line is not None:
        parts.append("AND span.line_id = %s")
        values.append(scope.line)
    if scope.person is not None:
        parts.append("AND span.holder_id IS NOT DISTINCT FROM %s")
        values.append(scope.person or None)
    if scope.status is not None:
        parts.append(f"AND {STATUS} IS NOT DISTINCT FROM %s")
        values += [list(OURS), scope.status or None]
    return " ".join(parts), values


def _ask(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with replica.line().cursor() as cursor:
        cursor.execute(sql, list(values))
        return list(cursor.fetchall())
