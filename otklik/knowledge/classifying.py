"""Labels of texts learned from those that have one: least squares over letters, words and meaning (B7).

Every text is a row: its vector and, beside it, its words with other names of the same. The rows of a label are told
from all others by one straight line each, drawn so that the sum of squares is least (ridge regression). What each
example would have been given by the lines of all others follows from the same sums: trust is measured for nothing.
"""

from __future__ import annotations

import io
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from otklik.knowledge.encoding import Vectors, unit
from otklik.knowledge.wording import alike, small_words, stem, words

PLACES = 2048
"""Words are folded into so many numbers."""
OTHER_NAME = 0.6
"""What another name of a word counts of the word itself."""
SHARED = 0.3
"""A number that every row has: how frequent a label is. A mean is not taken away: it knows what is left out."""
CALM = 1.0
"""How strongly lines are kept from following single examples: chosen among 0.1, 0.3, 1 and 2 (bench/categories.py)."""
HEATS = (2.0, 3.0, 5.0, 8.0, 12.0, 18.0)
"""How scores may become shares; the one that was least surprised by the examples is taken."""

Scores = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Taught:
    """What was learned: a line for each of `labels`."""

    labels: tuple[int, ...]
    rarity: Scores
    lines: Scores
    heat: float

    def judge(self, row: Vectors, text: str) -> list[tuple[int, float]]:
        """Labels and how certain each is, the likeliest first; the certainties of all are one."""
        said = _beside(row[None, :], _words([text]), self.rarity)
        shares = _shares(said @ self.lines, self.heat)[0]
        return [(self.labels[place], float(shares[place])) for place in np.argsort(-shares, kind="stable")]

    def packed(self) -> bytes:
        """As it is stored; half as exact as it was made."""
        whole = io.BytesIO()
        np.savez_compressed(
            whole,
            labels=np.array(self.labels, dtype=np.int64),
            heat=np.array(self.heat),
            rarity=self.rarity.astype(np.float16),
            lines=self.lines.astype(np.float16),
        )
        return whole.getvalue()

    @classmethod
    def of(cls, stored: bytes) -> Taught:
        """What was stored; raises ValueError if it is nothing that was."""
        try:
            with np.load(io.BytesIO(stored), allow_pickle=False) as parts:
                rarity, lines = (parts[name].astype(np.float32) for name in ("rarity", "lines"))
                return cls(tuple(parts["labels"].tolist()), rarity, lines, float(parts["heat"]))
        except (KeyError, OSError, ValueError, zlib.error) as broken:
            raise ValueError("not what was learned") from broken


def learn(rows: Vectors, texts: Sequence[str], labels: Sequence[int]) -> tuple[Taught, Scores]:
    """Lines for all labels, and the shares that each example is given by the others (a column for each label).

    `rows` are the vectors of the texts, of length 1. Two examples at least.
    """
    names = tuple(dict.fromkeys(labels))
    truth = np.array([[label == name for name in names] for label in labels], dtype=np.float32)
    said = _words(texts)
    rarity = np.log((1 + len(texts)) / (1 + (said > 0).sum(axis=0))).astype(np.float32) + 1
    features = _beside(rows, said, rarity)
    lines, others = _lines(features, truth)
    heat = min(HEATS, key=lambda one: _surprise(_shares(others, one), truth))
    return Taught(names, rarity, lines, heat), _shares(others, heat)


def _lines(features: Scores, wanted: Scores) -> tuple[Scores, Scores]:
    """The lines, and what each row would have got from the lines of the others."""
    count, size = features.shape
    if count <= size:
        inverse = np.linalg.inv(features @ features.T + CALM * np.eye(count))
        weights = inverse @ wanted
        lines, others = features.T @ weights, wanted - weights / np.diag(inverse)[:, None]
    else:
        inverse = np.linalg.inv(features.T @ features + CALM * np.eye(size))
        lines = inverse @ (features.T @ wanted)
        own = np.einsum("ij,jk,ik->i", features, inverse, features, optimize=True)[:, None]
        others = (features @ lines - own * wanted) / np.maximum(1 - own, 1e-6)
    return lines.astype(np.float32), others.astype(np.float32)


def _beside(rows: Vectors, said: Scores, rarity: Scores) -> Scores:
    """Vectors, words as loud as they, and what all texts have, in one row."""
    return np.hstack([rows, unit(said * rarity), np.full((len(rows), 1), SHARED, dtype=np.float32)])


def _words(texts: Sequence[str]) -> Scores:
    found = np.zeros((len(texts), PLACES), dtype=np.float32)
    for row, text in zip(found, texts, strict=True):
        counted = Counter(one for word in words(text) if (one := stem(word)) not in small_words())
        weights = {one: 1 + float(np.log(count)) for one, count in counted.items()}
        for one in counted:
            for other in alike(one):
                weights[other] = max(weights.get(other, 0.0), OTHER_NAME)
        for one, weight in weights.items():
            row[zlib.crc32(one.encode()) % PLACES] += weight
    return found


def _shares(scores: Scores, heat: float) -> Scores:
    powers = np.exp(heat * (scores - scores.max(axis=1, keepdims=True)))
    shares: Scores = powers / powers.sum(axis=1, keepdims=True)
    return shares


def _surprise(shares: Scores, truth: Scores) -> float:
    return float(-np.log(np.maximum((shares * truth).sum(axis=1), 1e-9)).mean())
