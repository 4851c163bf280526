"""From spans to what customers were promised: when a reply or a solution is due, and what was not kept (D1). Pure.

The promise of a *first reply* runs from the opening to the first human reply, that of a first *answer to the point* to
the first that is more than a holding message, that of a *next reply* while a reply is owed, that of a *solution* until
one is proposed or the request is closed, that of *news* from word to word while developers have it. All of them stop in
the customer's turn; neither others nor postponing stop them (R3, R6). A *next word* is a date that a person gave (R4).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

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
    developing: bool = False
    """Developers have it."""


@dataclass(frozen=True)
class Said:
    """A public answer of a person; `due`: until when they promised the next word (R4)."""

    at: datetime
    holds: bool
    """A holding message: our turn goes on, and more was promised."""
    due: datetime | None
    by: int | None


@dataclass(frozen=True)
class Given:
    """A promise as it stands: since when, when it is due or was broken; neither once it was kept or stands still."""

    began_at: datetime
    due_at: datetime | None
    broken_at: datetime | None
    runs: bool
    by: int | None = None
    """Whose word it was, where a person gave it."""


Part = tuple[datetime, datetime | None]


def first_reply(moments: Sequence[Moment], replies: Sequence[datetime]) -> list[Part]:
    """When the promise of a first reply runs."""
    end = replies[0] if replies else None
    return [part for one in moments if not one.theirs and not one.over and (part := _until(one, end))]


def substance(moments: Sequence[Moment], said: Sequence[Said]) -> list[Part]:
    """When the promise of a first answer to the point runs: a holding message does not keep it (R4)."""
    return first_reply(moments, [one.at for one in said if not one.holds])


def updates(moments: Iterable[Moment], replies: Sequence[datetime]) -> list[list[Part]]:
    """When each promise of news ran: from going to development, and from each word to the next (R5)."""
    found: list[list[Part]] = []
    goes_on = False
    for one in moments:
        if not one.developing or one.over:
            goes_on = False
            continue
        cuts = [at for at in replies if at > one.start and (one.end is None or at < one.end)]
        for start, end in pairwise([one.start, *cuts, one.end]):
            assert start is not None
            if goes_on and start == one.start and start not in replies:
                found[-1].append((start, end))
            else:
                found.append([(start, end)])
        goes_on = True
    return found


def next_words(said: Sequence[Said], moments: Iterable[Moment], until: datetime) -> list[Given]:
    """What became of each next word that a person promised: the next public word keeps it, closing ends it (R4)."""
    closed = [one.start for one in moments if one.over]
    found = []
    for place, one in enumerate(said):
        answered = said[place + 1].at if place + 1 < len(said) else None
        if one.due is None:
            continue
        end = min((at for at in (answered, *closed) if at is not None and at >= one.at), default=None)
        broken = one.due <= until if end is None else one.due < end
        found.append(Given(one.at, one.due if end is None else None, one.due if broken else None, end is None, one.by))
    return found


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
