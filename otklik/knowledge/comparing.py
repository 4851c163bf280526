"""What differs between two versions of a text, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

WORD = re.compile(r"\s+|[^\s]+")
MOST_WORDS = 4000
"""Longer lines are compared whole: the comparison is quadratic."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words: kept, taken out or put in."""

    kind: Literal["same", "old", "new"]
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the comparison; `kind` is "same" when nothing in it changed."""

    kind: Literal["same", "changed"]
    pieces: tuple[Piece, ...]


def compare(old: str, new: str) -> list[Line]:
    """The lines of both texts in order, with the words that differ."""
    before, after = old.splitlines(), new.splitlines()
    found: list[Line] = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found += [Line("same", (Piece("same", line),)) for line in before[i1:i2]]
        elif kind == "replace" and i2 - i1 == j2 - j1:
            pairs = zip(before[i1:i2], after[j1:j2], strict=True)
            found += [Line("changed", tuple(_words(one, other))) for one, other in pairs]
        else:
            found += [Line("changed", (Piece("old", line),)) for line in before[i1:i2]]
            found += [Line("changed", (Piece("new", line),)) for line in after[j1:j2]]
    return found


def around_changes(lines: list[Line], context: int = 2) -> list[Line | None]:
    """The changed lines with a few on each side; None stands where others were left out."""
    near = {
        place + step
        for place, line in enumerate(lines)
        if line.kind == "changed"
        for step in range(-context, context + 1)
    }
    shown: list[Line | None] = []
    for place, line in enumerate(lines):
        if place in near:
            shown.append(line)
        elif shown and shown[-1] is not None:
            shown.append(None)
    return shown


def _words(old: str, new: str) -> Iterator[Piece]:
    before, after = WORD.findall(old), WORD.findall(new)
    if len(before) + len(after) > MOST_WORDS:
        yield from (Piece("old", old), Piece("new", new))
        return
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece("same", "".join(before[i1:i2]))
            continue
        if i2 > i1:
            yield Piece("old", "".join(before[i1:i2]))
        if j2 > j1:
            yield Piece("new", "".join(after[j1:j2]))
