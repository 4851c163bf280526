"""To whom a waiting request goes (C1). Pure: no database, no clock; whole numbers, to be checked by hand.

First who may have it at all: `why_not`. Then points, in this order of weight: whoever a colleague proposed (R18), the
customer's last agent, free hands, little given today for the hours worked, a skill named for the very thing. Of equals
whoever has waited longest for work, then the older colleague by id.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

NOMINEE, LAST, FREE, FAIR, SKILL = 1000, 300, 200, 200, 100
"""The most points of each reason."""
CRITICAL, NOVICE = 2, 1
LEAST_MINUTES = 60
"""Who has just come is judged as if they had worked for an hour, or they would get everything at once."""

REASONS = ("category", "language", "channel", "level", "asked", "full")
"""Why somebody cannot have it, in the order in which it is looked at."""


@dataclass(frozen=True, slots=True)
class Want:
    """A waiting request: what it weighs (hundredths of a usual one), what it takes, and to whom it leans."""

    weight: int = 100
    categories: tuple[int, ...] = ()
    language: str = ""
    channel: str = ""
    urgency: int = 0
    nominee: int | None = None
    last_agent: int | None = None
    asked: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody on shift: what they carry of how much, what came to them today in how many minutes, what they take.

    Empty skills of a kind mean everything. `idle_since` is when work last came to them, in seconds.
    """

    pk: int
    load: int = 0
    ceiling: int = 1500
    given: int = 0
    minutes: int = 0
    idle_since: int = 0
    level: int = 2
    categories: frozenset[int] = frozenset()
    languages: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()


class Points(NamedTuple):
    """The parts of a score."""

    nominee: int
    last: int
    free: int
    fair: int
    skill: int


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate with the points, or with the reason why not."""

    candidate: Candidate
    points: Points | None
    why_not: str = ""

    @property
    def score(self) -> int:
        """The sum."""
        return sum(self.points) if self.points else -1


def why_not(one: Candidate, want: Want) -> str:
    """The first reason why the person cannot have it; empty when they can."""
    fits = {
        "category": not one.categories or not one.categories.isdisjoint(want.categories),
        "language": not one.languages or not want.language or want.language in one.languages,
        "channel": not one.channels or not want.channel or want.channel in one.channels,
        "level": want.urgency < CRITICAL or one.level > NOVICE,
        "asked": one.pk not in want.asked,
        "full": one.load + want.weight <= one.ceiling,
    }
    return next((reason for reason in REASONS if not fits[reason]), "")


def rate(one: Candidate) -> int:
    """What came to the person for each hour of today's shift."""
    return one.given * 60 // max(one.minutes, LEAST_MINUTES)


def points(one: Candidate, want: Want, most: int) -> Points:
    """The points of somebody who can have it; `most` is the highest `rate` among those who can."""
    return Points(
        nominee=NOMINEE if one.pk == want.nominee else 0,
        last=LAST if one.pk == want.last_agent else 0,
        free=FREE * max(0, one.ceiling - one.load - want.weight) // one.ceiling if one.ceiling else 0,
        fair=FAIR - FAIR * rate(one) // most if most else FAIR,
        skill=SKILL if one.categories and not one.categories.isdisjoint(want.categories) else 0,
    )


def judge(candidates: Iterable[Candidate], want: Want) -> list[Judged]:
    """Everybody with points or a reason: the best first, then those who cannot; the order given means nothing."""
    reasons = [(one, why_not(one, want)) for one in candidates]
    able = [one for one, reason in reasons if not reason]
    most = max(map(rate, able), default=0)
    judged = [Judged(one, points(one, want, most)) for one in able]
    judged.sort(key=lambda each: (-each.score, each.candidate.idle_since, each.candidate.pk))
    left = sorted((Judged(one, None, reason) for one, reason in reasons if reason), key=lambda each: each.candidate.pk)
    return judged + left


def best(judged: Sequence[Judged]) -> Judged | None:
    """Whoever gets it; None when nobody can have it."""
    return judged[0] if judged and judged[0].points else None
