"""What the mode of overload shelved: its clocks stand still, by intervals, so that everything stays recomputable (C7).

Limits of 8 and 24 hours know nothing of it (R29).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from otklik.clocks.charging import Piece
from otklik.clocks.models import Shelved

Interval = tuple[datetime, datetime | None]


def intervals(ticket_id: int) -> list[Interval]:
    """When the request waited openly, in order; they do not overlap."""
    return intervals_among([ticket_id]).get(ticket_id, [])


def intervals_among(pks: Iterable[int]) -> dict[int, list[Interval]]:
    """The same of many requests in one question; those never shelved are left out."""
    rows = Shelved.objects.filter(ticket__in=list(pks)).order_by("since", "id").values_list("ticket", "since", "until")
    known: dict[int, list[Interval]] = {}
    for pk, since, until in rows:
        known.setdefault(pk, []).append((since, until))
    return {pk: _joined(every) for pk, every in known.items()}


def _joined(every: Iterable[Interval]) -> list[Interval]:
    found: list[Interval] = []
    for since, until in every:
        if found and ((last := found[-1][1]) is None or last > since):
            found[-1] = found[-1][0], until if last is None or until is None else max(last, until)
        elif until is None or until > since:
            found.append((since, until))
    return found


def cut(pieces: Iterable[Piece], shelved: Sequence[Interval]) -> Iterator[Piece]:
    """The pieces, of which the shelved parts of our turn only stand still. Pure."""
    for piece in pieces:
        yield from _cut(piece, shelved) if piece.ours else (piece,)


def _cut(piece: Piece, shelved: Sequence[Interval]) -> Iterator[Piece]:
    start = piece.start
    for since, until in shelved:
        if (until is not None and until <= start) or (piece.end is not None and since >= piece.end):
            continue
        if start < since:
            yield replace(piece, start=start, end=since)
        stops = piece.end if until is None or (piece.end is not None and piece.end < until) else until
        yield replace(piece, start=max(start, since), end=stops, ours=False, rests=True)
        if stops is None or stops == piece.end:
            return
        start = stops
    yield replace(piece, start=start)


def without(parts: Iterable[Interval], shelved: Sequence[Interval]) -> list[Interval]:
    """The parts of a promise, less what was shelved. Pure."""
    found: list[Interval] = []
    for start, end in parts:
        begins: datetime | None = start
        for since, until in shelved:
            if begins is None or (until is not None and until <= begins) or (end is not None and since >= end):
                continue
            if begins < since:
                found.append((begins, since))
            begins = until
        if begins is not None and (end is None or begins < end):
            found.append((begins, end))
    return found
