"""What a request is about, by those that were alike: the nearest vote, nearer ones louder (B7; research, §1)."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from otklik.knowledge.encoding import Vectors
from otklik.knowledge.similarity import likeness

NEAREST, LOUDER = 10, 2
"""How many vote, and the power of their likeness that is their vote."""
RIGHT_OFTEN, LEAST_EXAMINED, LEAST_ABOVE = 0.95, 50, 20
"""How often the first must be right to be filled in; how many requests must be known, and how many above the mark."""

Label = TypeVar("Label", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Measured:
    """How often suggestions were right for `examined` requests: the first, one of three.

    From `threshold` on the first is right in `accuracy` of cases, which are `coverage` of all; None if it never is.
    """

    examined: int
    first: float
    third: float
    threshold: float | None
    accuracy: float
    coverage: float


def suggest(text: str, examples: Sequence[tuple[str, Label]]) -> list[Label]:
    """Labels of the examples (text, label), the likeliest first; those that nothing speaks for stand last."""
    if not examples:
        return []
    labels = [label for _said, label in examples]
    voted = [label for label, _certainty in vote(likeness(text, [said for said, _label in examples]), labels)]
    return [*voted, *(label for label in dict.fromkeys(labels) if label not in set(voted))]


def vote(near: npt.NDArray[Any], labels: Sequence[Label]) -> list[tuple[Label, float]]:
    """Labels of the nearest with their share of the votes times the best likeness, the largest first."""
    order = np.argsort(-near, kind="stable")[:NEAREST]
    votes: dict[Label, float] = {}
    for place in order:
        said = max(0.0, float(near[place])) ** LOUDER
        votes[labels[place]] = votes.get(labels[place], 0.0) + said
    total = sum(votes.values())
    if not total:
        return []
    surest = max(0.0, float(near[order[0]]))
    ranked = sorted(votes.items(), key=lambda item: -item[1])
    return [(label, said / total * surest) for label, said in ranked if said]


def measure(rows: Vectors, labels: Sequence[Label]) -> Measured:
    """Let each be judged by all others."""
    judged: list[tuple[float, bool, bool]] = []
    for place, right in enumerate(labels):
        near = rows @ rows[place]
        near[place] = -1
        found = vote(near, labels)
        best = found[0][1] if found else 0.0
        names = [label for label, _certainty in found]
        judged.append((best, names[:1] == [right], right in names[:3]))
    count = len(judged) or 1
    threshold, accuracy, coverage = _threshold(judged)
    first, third = (sum(one[which] for one in judged) / count for which in (1, 2))
    return Measured(len(judged), first, third, threshold, accuracy, coverage)


def _threshold(judged: Sequence[tuple[float, bool, bool]]) -> tuple[float | None, float, float]:
    """The lowest certainty from which on the first is right often enough."""
    if len(judged) < LEAST_EXAMINED:
        return None, 0.0, 0.0
    right = 0
    found: tuple[float | None, float, float] = (None, 0.0, 0.0)
    for place, (certainty, is_right, _third) in enumerate(sorted(judged, key=lambda one: -one[0]), 1):
        right += is_right
        if place >= LEAST_ABOVE and right / place >= RIGHT_OFTEN:
            found = (certainty, right / place, place / len(judged))
    return found
