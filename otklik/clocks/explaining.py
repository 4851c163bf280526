"""The time behind a violation, piece by piece: what anybody can check by hand (R23, R24)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from otklik.clocks import reckoning
from otklik.clocks.models import Violation
from otklik.clocks.rules import Rules


@dataclass(frozen=True, slots=True)
class Part:
    """An interval of the stretch: which status on which line, who held it, how much of it the norm counted.

    `status` None is a debt of reply, `holder` None the line's shift.
    """

    start: datetime
    end: datetime
    status: int | None
    line: int | None
    holder: int | None
    counted: timedelta


def explain(violation: Violation) -> list[Part]:
    """The parts that add up to the shares; nothing when the history or the norms say otherwise by now."""
    rules = Rules()
    known = reckoning.stretches(violation.ticket, rules, since=violation.began_at)
    stretch = next((one for one in known if one.began_at == violation.began_at), None)
    if stretch is None:
        return []
    version = next((step.version for step in stretch.steps if step.norm == violation.norm_id), None)
    if version is None:
        return []
    return [
        Part(piece.start, end, piece.status, piece.line, piece.holder, version.counted(piece, end))
        for piece in stretch.pieces
        for end in _ended(piece.start, piece.end, violation.reached_at)
    ]


def _ended(start: datetime, end: datetime | None, reached: datetime) -> Iterator[datetime]:
    """Where the piece ends, the last degree at the latest; what began after it is not counted."""
    if start < reached:
        yield reached if end is None else min(end, reached)
