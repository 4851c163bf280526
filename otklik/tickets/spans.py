"""Spans follow events, and can be recomputed from them at any time (F7, ARCHITECTURE)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from otklik.kernel.events import Event
from otklik.tickets.kinds import Turn
from otklik.tickets.models import Span


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
    """Follow an event: if it changed the state, end the running span and begin the next."""
    state = event.data.get("state")
    if state is None or event.ticket_id is None:
        return
    running = Span.objects.filter(ticket_id=event.ticket_id, ended_at__isnull=True).first()
    if running is not None:
        if _of(running) == _wanted(state):
            return
        running.ended_at = event.at
        running.save(update_fields=["ended_at"])
    wanted = _wanted(state)
    Span.objects.create(
        ticket_id=event.ticket_id,
        status_id=wanted[0],
        turn=wanted[1],
        holder_id=wanted[2],
        responsible_id=wanted[3],
        line_id=wanted[4],
        debt=wanted[5],
        started_at=event.at,
    )


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
    """Who is charged with the running time: the responsible person in our turn, else nobody (R23)."""
    return state["responsible"] if state["turn"] == Turn.OURS else None


def _of(span: Span) -> tuple[int, str, int | None, int | None, int | None, bool]:
    return span.status_id, span.turn, span.holder_id, span.responsible_id, span.line_id, span.debt
