"""From spans to what customers were promised: when a reply or a solution is due, and what was not kept (D1). Pure.

The promise of a *first reply* runs from the opening to the first human reply, that of a *next reply* while a reply is
owed, that of a *solution* until one is proposed or the request is closed. All of them stop in the customer's turn;
neither others nor postponing stop them (R3, R6).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from otklik.clocks.arithmetic import Hours, OutOfReach


@dataclass(frozen=True)
class Moment:
    """An interval of a request as a customer sees it; `end` None: it runs."""

    start: datetime
    end: datetime | None
    theirs: bool
    """The customer's turn."""
    owed: bool
    """A reply is owed."""
    over: bool
    """Closed."""
    solved: bool
    """A solution is proposed."""


@dataclass(frozen=True)
class Given:
    """A promise as it stands: since when, when it is due or was broken; neither once it was kept or stands still."""

    began_at: datetime
    due_at: datetime | None
    broken_at: datetime | None
    runs: bool


Part = tuple[datetime, datetime | None]


def first_reply(moments: Sequence[Moment], replies: Sequence[datetime]) -> list[Part]:
    """When the promise of a first reply runs."""
    end = replies[0] if replies else None
    return [part for one in moments if not one.theirs and not one.over and (part := _until(one, end))]


def next_replies(moments: Iterable[Moment], replies: Sequence[datetime]) -> list[list[Part]]:
    """When each promise of a next reply ran: one for each debt after the first reply."""
    found: list[list[Part]] = []
    last: Moment | None = None
    for one in moments:
        if one.owed and not one.over and replies and one.start >= replies[0]:
            if last is None or not last.owed:
                found.append([])
            found[-1].append((one.start, one.end))
        last = one
    return found


def solution(moments: Sequence[Moment]) -> list[Part]:
    """When the promise of a solution runs."""
    return [(one.start, one.end) for one in moments if not (one.theirs or one.over or one.solved)]


def given(parts: Sequence[Part], hours: Hours, limit: timedelta, until: datetime) -> Given | None:
    """What becomes of a promise that runs during `parts`; None when it was never given."""
    if not parts:
        return None
    began, left = parts[0][0], limit
    for start, end in parts:
        at = _after(hours, start, left)
        if at is not None and (end is None or at < end):
            return Given(began, at if end is None else None, at if at <= until else None, end is None)
        if end is None:
            return Given(began, None, None, True)
        left -= hours.elapsed(start, end)
    return Given(began, None, None, False)


def _until(one: Moment, end: datetime | None) -> Part | None:
    if end is None or (one.end is not None and one.end <= end):
        return one.start, one.end
    return (one.start, end) if one.start < end else None


def _after(hours: Hours, start: datetime, left: timedelta) -> datetime | None:
    try:
        return hours.after(start, left)
    except OutOfReach:
        return None
