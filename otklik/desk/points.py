"""Several questions of one request, as staff read and choose them (R7)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from otklik.desk.seen import Seen
from otklik.tickets.kinds import PointState
from otklik.tickets.models import Point
from otklik.ui.shapes import Choice

SIDES = {
    PointState.OPEN: "us",
    PointState.ANSWERED: "client",
    PointState.DEVELOPING: "other",
    PointState.ACCEPTED: "none",
}
"""Whose turn a question is, as glyphs know it."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `side` is whose turn it is."""

    number: int
    text: str
    state: str
    side: str


def questions(seen: Seen) -> Iterator[Question]:
    """All of them, in their order."""
    for point in seen.points:
        yield Question(point.number, point.text, point.get_state_display(), SIDES[PointState(point.state)])


def choices(seen: Seen, states: Collection[PointState]) -> list[tuple[str, str]]:
    """Those that stand so, for a form."""
    return [(str(point.number), label(point)) for point in seen.points if point.state in states]


def answerable(seen: Seen, chosen: Collection[int] | None) -> Iterator[Choice]:
    """What a solution may name; `chosen` None: nobody has chosen yet, then whatever is open, or else all."""
    standing = [point for point in seen.points if point.state != PointState.ACCEPTED]
    usual = [point.number for point in standing if point.state == PointState.OPEN] or [one.number for one in standing]
    for point in standing:
        yield Choice(str(point.number), label(point), point.number in (usual if chosen is None else chosen))


def label(point: Point) -> str:
    """«1. Почта не отправляется»."""
    return f"{point.number}. {point.text}"
