"""Spans follow events, and can be recomputed from them at any time (F7, ARCHITECTURE)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from otklik.kernel.events import Event
from otklik.tickets.kinds import Turn

BEGAN = "span began"
"""The mark of an event that began a span."""

_EXTEND = """
    WITH running AS (
        SELECT id, (status_id, turn, holder_id, responsible_id, line_id, debt) IS NOT DISTINCT FROM
            (%(status)s::bigint, %(turn)s::text, %(holder)s::bigint, %(responsible)s::bigint, %(line)s::bigint,
             %(debt)s::boolean) AS goes_on
        FROM tickets_span WHERE ticket_id = %(ticket)s::bigint AND ended_at IS NULL
    ), ended AS (
        UPDATE tickets_span AS span SET ended_at = %(at)s::timestamptz FROM running
        WHERE span.id = running.id AND NOT running.goes_on RETURNING span.id
    )
    INSERT INTO tickets_span (ticket_id, status_id, turn, holder_id, responsible_id, line_id, debt, started_at)
    SELECT %(ticket)s, %(status)s, %(turn)s, %(holder)s, %(responsible)s, %(line)s, %(debt)s, %(at)s
    WHERE NOT EXISTS (SELECT FROM running) OR EXISTS (SELECT FROM ended)
    RETURNING id
"""


@dataclass(frozen=True)
class Interval:
    """A span as plain values, for recomputing and comparing."""

    status: int
    turn: str
    holder: int | None
    responsible: int | None
    line: int | None
    debt: bool
    started_at: datetime
    ended_at: datetime | None


def extend(event: Event) -> None:
    """Follow an event: if it changed the state, end the running span and begin the next, in one statement."""
    state = event.data.get("state")
    if state is None or event.ticket_id is None:
        return
    status, turn, held_by, responsible, line, debt = _wanted(state)
    values: dict[str, Any] = {
        "ticket": event.ticket_id,
        "at": event.at,
        "status": status,
        "turn": turn,
        "holder": held_by,
    }
    with connection.cursor() as cursor:
        cursor.execute(_EXTEND, {**values, "responsible": responsible, "line": line, "debt": debt})
        if cursor.fetchone():
            event.marks.add(BEGAN)


def recompute(events: Iterable[tuple[datetime, dict[str, Any]]]) -> list[Interval]:
    """The spans that follow from (instant, state) pairs in order. Pure."""
    intervals: list[Interval] = []
    for at, state in events:
        wanted = _wanted(state)
        if intervals:
            last = intervals[-1]
            if (last.status, last.turn, last.holder, last.responsible, last.line, last.debt) == wanted:
                continue
            intervals[-1] = Interval(*wanted_of(last), last.started_at, at)
        intervals.append(Interval(*wanted, at, None))
    return intervals


def wanted_of(interval: Interval) -> tuple[int, str, int | None, int | None, int | None, bool]:
    """What an interval is about, without its times."""
    return interval.status, interval.turn, interval.holder, interval.responsible, interval.line, interval.debt


def _wanted(state: dict[str, Any]) -> tuple[int, str, int | None, int | None, int | None, bool]:
    return state["status"], state["turn"], holder(state), state["responsible"], state["line"], state["debt"]


def holder(state: dict[str, Any]) -> int | None:
    """Who is charged with the running time in our turn (R23): the responsible person, else whom it is offered to.

    Nobody, which is the shift of the line, while it stands open to all; events of before know no offers.
    """
    return state["responsible"] or state.get("offered") if state["turn"] == Turn.OURS else None
