"""Noticing the same thing from different people (C4): people are counted, not requests. Pure.

A fresh request is compared with those of other people within a window of time. Its nearest ones make a core, and what
is near to the core belongs to it. How often requests as near came before tells how probable so many are by chance
(Poisson): a common question is not an outage, however many ask it (research: search, §6).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations

import numpy as np

from otklik.problems.likeness import Collection, Scores

CORE = 3
"""The nearest requests that, with the fresh one, say what it is about."""
LOOSER = 0.85
"""How near to the core, compared with a pair, whatever belongs to it."""

FEWEST = 2
"""Others who say the same word, from whom on it is counted."""


@dataclass(frozen=True, slots=True)
class Said:
    """A request as it is compared: its key, who asks, when, in which words."""

    key: int
    person: int
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Rules:
    """Within what time, from what likeness (0 to 1), and how improbable it must be by chance."""

    window: timedelta
    likeness: float
    chance: float


@dataclass(frozen=True, slots=True)
class Near:
    """A request that belongs to a cluster: how alike, and in which words."""

    key: int
    person: int
    at: datetime
    likeness: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cluster:
    """The fresh request first, then those of others, the nearest first."""

    members: tuple[Near, ...]
    words: tuple[str, ...]
    chance: float
    is_rare: bool

    @property
    def people(self) -> int:
        """How many different people."""
        return len({one.person for one in self.members})


def notice(fresh: Said, others: Sequence[Said], rules: Rules) -> Cluster | None:
    """Requests of others about the same; None if nobody else says it. `others` are requests of late, in any order."""
    near = [one for one in others if fresh.at - one.at <= rules.window and one.person != fresh.person]
    if not near:
        return None
    before = [one for one in others if fresh.at - one.at > rules.window]
    known = Collection([one.text for one in (fresh, *near, *before)])
    alike = _by_likeness(known, fresh, near, before, rules)
    burst = _by_words(known, fresh, near, before, rules)
    if alike is None or (burst is not None and burst.people > alike.people and burst.is_rare):
        return burst
    return alike


def _by_likeness(
    known: Collection, fresh: Said, near: Sequence[Said], before: Sequence[Said], rules: Rules
) -> Cluster | None:
    here = range(1, len(near) + 1)
    core = _core(known.to(0, here), rules)
    if not core:
        return None
    close = _closeness(known, core, here)
    limit = rules.likeness * LOOSER
    chosen = sorted((place for place in here if close[place - 1] >= limit), key=lambda place: -close[place - 1])
    if not chosen:
        return None
    long_ago = range(here.stop, here.stop + len(before))
    usual = {
        (before[place].person, before[place].at.date())
        for place, closeness in enumerate(_closeness(known, core, long_ago))
        if closeness >= limit
    }
    chance = _chance(len({near[place - 1].person for place in chosen}), len(usual), before, fresh, rules)
    return _cluster(known, fresh, near, {place: float(close[place - 1]) for place in chosen}, chance, rules)


def _by_words(
    known: Collection, fresh: Said, near: Sequence[Said], before: Sequence[Said], rules: Rules
) -> Cluster | None:
    """The word, or the two words, that more people say at once than ever before; as many are tried, as improbable it
    must be.
    """
    mine = known.telling(0)
    tried = [frozenset([one]) for one in mine] + [frozenset(pair) for pair in combinations(mine, 2)]
    best: tuple[float, list[int]] = (1.0, [])
    for said in tried:
        chosen = [place for place in range(1, len(near) + 1) if said <= known.read[place].concepts.keys()]
        people = {near[place - 1].person for place in chosen}
        if len(people) < FEWEST:
            continue
        places = range(len(near) + 1, len(near) + 1 + len(before))
        usual = {
            (one.person, one.at.date())
            for place, one in zip(places, before, strict=True)
            if said <= known.read[place].concepts.keys()
        }
        best = min(best, (_chance(len(people), len(usual), before, fresh, rules) * len(tried), chosen))
    chance, chosen = best
    if not chosen or chance > rules.chance:
        return None
    close = known.to(0, range(1, len(near) + 1))
    return _cluster(known, fresh, near, {place: float(close[place - 1]) for place in chosen}, chance, rules)


def _cluster(
    known: Collection, fresh: Said, near: Sequence[Said], chosen: dict[int, float], chance: float, rules: Rules
) -> Cluster:
    places = [0, *chosen]
    companions = (_near(near[place - 1], close, known, place, places) for place, close in chosen.items())
    members = (_near(fresh, 1.0, known, 0, list(chosen)), *companions)
    return Cluster(members, tuple(known.shared(places)), chance, chance <= rules.chance)


def _core(to_fresh: Scores, rules: Rules) -> list[int]:
    """Places of the nearest ones that are near enough."""
    return [int(place) + 1 for place in np.argsort(-to_fresh)[:CORE] if to_fresh[place] >= rules.likeness]


def _closeness(known: Collection, core: Sequence[int], others: range) -> Scores:
    """How near those at `others` are to the fresh request and its core together."""
    each: Scores = np.mean([known.to(place, others) for place in (0, *core)], axis=0)
    return each


def _near(one: Said, likeness: float, known: Collection, place: int, others: Sequence[int]) -> Near:
    shared = known.shared_with(place, [other for other in others if other != place])
    return Near(one.key, one.person, one.at, float(min(1.0, likeness)), tuple(shared))


def _chance(people: int, usual: int, before: Sequence[Said], fresh: Said, rules: Rules) -> float:
    """How probable so many people are within the window if nothing has happened."""
    if not before:
        return 0.0
    span = max(fresh.at - rules.window - min(one.at for one in before), rules.window)
    return at_least(people, (usual + 0.3) * (rules.window / span))


def at_least(count: int, mean: float) -> float:
    """P(X ≥ count) for a Poisson variable."""
    less, term = 0.0, math.exp(-mean)
    for number in range(count):
        less += term
        term *= mean / (number + 1)
    return max(0.0, 1.0 - less)
