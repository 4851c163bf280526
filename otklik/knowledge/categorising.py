"""What a request is about (B7): as `classifying` has learned it, or, where too few are known yet, by the nearest."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from otklik.knowledge.classifying import Taught, learn
from otklik.knowledge.encoding import Vectors, best

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
    """Labels of the examples (text, label), the likeliest first; all of them."""
    if not examples:
        return []
    names, taught = _taught(tuple(examples))
    return [names[place] for place, _share in taught.judge(best().encode([text])[0], text)]


@lru_cache(maxsize=4)
def _taught(examples: tuple[tuple[str, Any], ...]) -> tuple[list[Any], Taught]:
    texts = [said for said, _label in examples]
    names = list(dict.fromkeys(label for _said, label in examples))
    places = {name: place for place, name in enumerate(names)}
    return names, learn(best().encode(texts), texts, [places[label] for _said, label in examples])[0]


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


def measure(rows: Vectors, texts: Sequence[str], labels: Sequence[int]) -> tuple[Taught, Measured]:
    """What is learned from examples, and how right it is about each when the example itself is left out."""
    taught, shares = learn(rows, texts, labels)
    order = np.argsort(-shares, axis=1, kind="stable")[:, :3]
    found = np.array(taught.labels)[order]
    right = found == np.array(labels)[:, None]
    judged = [
        (float(share), bool(is_first), bool(is_third))
        for share, is_first, is_third in zip(shares.max(axis=1), right[:, 0], right.any(axis=1), strict=True)
    ]
    first, third = (sum(one[which] for one in judged) / len(judged) for which in (1, 2))
    return taught, Measured(len(judged), first, third, *_threshold(judged))


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
