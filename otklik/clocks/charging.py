"""From spans to violations: whose time it was, and when a norm was broken (D2, R23, R24). Pure: no database, no clock.

A *stretch* is the time of our side since the turn came to us. A change of status or person does not end it; a public
reply does, and so does the customer's turn or closing. While others or nobody have the turn it stands still.

The norm of the running status counts the whole stretch in its own hours, or each piece in those of its holder, but no
time from before it took effect.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from otklik.clocks.arithmetic import Hours, OutOfReach

NOTHING = timedelta()


@dataclass(frozen=True)
class Piece:
    """An interval in which one person, or nobody, held one status on one line; `end` None: it runs.

    `ours`: our side's turn. `rests`: others or nobody have it, and the stretch only stands still. Otherwise it is over.
    `status` None stands for a debt of reply in a status that is not ours (R1).
    """

    start: datetime
    end: datetime | None
    status: int | None
    line: int | None
    holder: int | None
    ours: bool
    rests: bool = False


@dataclass(frozen=True)
class Version:
    """A norm while it is in force: thresholds of degrees I to III, counted in `hours`, or in those of the holder.

    `own` knows the hours of a person who holds a piece; what nobody holds is counted in `hours`.
    """

    norm: int
    since: datetime
    until: datetime | None
    limits: tuple[timedelta, ...]
    hours: Hours
    own: Callable[[int], Hours] | None = None

    def hours_of(self, piece: Piece) -> Hours:
        """In which hours a piece is counted."""
        return self.hours if self.own is None or piece.holder is None else self.own(piece.holder)

    def counted(self, piece: Piece, end: datetime) -> timedelta:
        """How much of the piece until then it counts; nothing from before it took effect."""
        return self.hours_of(piece).elapsed(max(piece.start, self.since), end)


Norms = Callable[[Piece], Sequence[Version]]
"""The versions that hold for the status, line and holder of a piece, in order of time."""


@dataclass(frozen=True)
class Step:
    """A degree that was reached: when, in which status, on which line, by which norm."""

    degree: int
    at: datetime
    status: int | None
    line: int | None
    version: Version

    @property
    def norm(self) -> int:
        """Which norm it was."""
        return self.version.norm


@dataclass(frozen=True)
class Due:
    """The degree that comes next if nothing changes; the present part of the clock began at `since`."""

    degree: int
    at: datetime
    since: datetime
    norm: int


@dataclass
class Stretch:
    """The accumulated time of our side, what it broke, and what comes next."""

    began_at: datetime
    pieces: list[Piece] = field(default_factory=list)
    is_over: bool = False
    steps: list[Step] = field(default_factory=list)
    shares: dict[int | None, timedelta] = field(default_factory=dict)
    due: Due | None = None

    @property
    def degree(self) -> int:
        """The highest that was reached."""
        return self.steps[-1].degree if self.steps else 0

    @property
    def runs(self) -> bool:
        """It is our turn now."""
        return bool(self.pieces) and self.pieces[-1].end is None and not self.is_over


def charge(pieces: Iterable[Piece], replies: Sequence[datetime], norms: Norms, until: datetime) -> list[Stretch]:
    """Every stretch, with the degrees reached by `until` and the next one; `replies` are in order of time."""
    stretches = list(stretch(pieces, replies))
    for one in stretches:
        _judge(one, norms, until)
    return stretches


def stretch(pieces: Iterable[Piece], replies: Sequence[datetime]) -> Iterator[Stretch]:
    """Cut the history where the turn left us for good and where we answered."""
    running: Stretch | None = None
    for piece in pieces:
        if not piece.ours:
            if running and not (piece.rests and not _answered(replies, piece)):
                running.is_over = True
                yield running
                running = None
            continue
        for part, begins in _parts(piece, replies):
            if running and begins:
                running.is_over = True
                yield running
                running = None
            running = running or Stretch(part.start)
            running.pieces.append(part)
    if running:
        yield running


def _answered(replies: Sequence[datetime], piece: Piece) -> bool:
    """Whether we answered while others or nobody had the turn."""
    place = bisect_left(replies, piece.start)
    return place < len(replies) and (piece.end is None or replies[place] < piece.end)


def _parts(piece: Piece, replies: Sequence[datetime]) -> Iterator[tuple[Piece, bool]]:
    """The piece, cut at the replies within it, and whether a reply stands at the beginning of each part."""
    start, place = piece.start, bisect_left(replies, piece.start)
    begins = False
    for at in replies[place:]:
        if piece.end is not None and at >= piece.end:
            break
        if at > start:
            yield _part(piece, start, at), begins
            start = at
        begins = True
    if piece.end is None or start < piece.end:
        yield _part(piece, start, piece.end), begins


def _part(piece: Piece, start: datetime, end: datetime | None) -> Piece:
    return Piece(start, end, piece.status, piece.line, piece.holder, piece.ours)


def _judge(one: Stretch, norms: Norms, until: datetime) -> None:
    for place, piece in enumerate(one.pieces):
        for version in norms(piece):
            _walk(one, place, version, until)
    if one.steps:
        one.shares = shares(one, one.steps[-1].at)


def _walk(one: Stretch, place: int, version: Version, until: datetime) -> None:
    """Raise the degrees that are reached while the version holds during the piece; note the first still to come."""
    piece = one.pieces[place]
    start = max(piece.start, version.since)
    end = min((at for at in (piece.end, version.until) if at is not None), default=None)
    if end is not None and start >= end:
        return
    spent, since, hours = counted(one.pieces[:place], version), start, version.hours_of(piece)
    for degree, limit in enumerate(version.limits, 1):
        at = _reached(hours, start, limit - spent)
        if at is None or (end is not None and at >= end):
            return
        if degree <= one.degree:
            since = max(since, at)
        elif at <= until:
            one.steps.append(Step(degree, at, piece.status, piece.line, version))
            since = max(since, at)
        else:
            if one.runs and one.due is None:
                one.due = Due(degree, at, _began(one, since), version.norm)
            return


def _began(one: Stretch, since: datetime) -> datetime:
    """Where the present part of the chip begins: at the last degree, else with the stretch."""
    return since if one.steps else one.began_at


def _reached(hours: Hours, start: datetime, left: timedelta) -> datetime | None:
    try:
        return hours.after(start, left)
    except OutOfReach:
        return None


def counted(pieces: Iterable[Piece], version: Version) -> timedelta:
    """How much of these the version counts, in its hours; `pieces` have ended."""
    return sum((version.counted(one, one.end) for one in pieces if one.end is not None), NOTHING)


def shares(one: Stretch, at: datetime) -> dict[int | None, timedelta]:
    """Whose time it was until `at`, as the norm counts it that was broken last (R23); None is the line."""
    version = one.steps[-1].version
    found: dict[int | None, timedelta] = {}
    for piece in one.pieces:
        end = at if piece.end is None else min(piece.end, at)
        time = version.counted(piece, end)
        if time:
            found[piece.holder] = found.get(piece.holder, NOTHING) + time
    return found
