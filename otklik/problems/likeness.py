"""How alike requests are: the one place that knows how. Pure; what a text says is read once and remembered.

Greetings, signatures, quotes and addresses say nothing of what is wrong and are left out. Words count by their
rarity among the requests of late, in any form, language and by any name (`knowledge.wording`); groups of letters find
mistypes; exact marks such as an error's number or a site's name count more than words do (research: search, §6).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from otklik.knowledge.encoding import Letters
from otklik.knowledge.scrubbing import GREETING, MANNERS
from otklik.knowledge.wording import alike, plain, small_words, stem, swapped, transliterated, words

Scores = npt.NDArray[np.float64]

LONGEST = 1500
"""Letters of a request that are read; what is wrong is said first."""
WORDS, LETTERS = 0.6, 0.4
"""How much words and groups of letters weigh in likeness."""
MARK = 2.0
"""How many times more an error's number or a site's name counts than a word as rare."""
MOST_SHOWN = 6
MOST_TELLING = 10
"""Concepts of a request that may burst."""
PRIOR = 60
"""Requests that are imagined beside those that there are: among few of them no word is rare or common yet."""
COMMON, LEAST = 1.5, 0.1
"""A word that two in nine requests hold says nothing, and a word that everybody says next to nothing."""
FEW = 20
"""Of so few requests no mean is taken: they may all be about the same."""

_SIGNATURE = re.compile(
    r"^\s*(?:-- ?$|—\s*$|с уважением|з повагою|(?:kind |best )?regards|sent from|отправлено с|надіслано з)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"^\s*(?:>|\|)")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<!\w)\+?\d(?:[\s()-]{0,2}\d){9,}(?!\w)")
_MARK = re.compile(
    r"\b(?:err(?:or)?[_-]?\w*\d\w*|0x[0-9a-f]+|[a-z]{1,8}[-_]\d{1,6}|[45]\d\d|(?:[a-z0-9-]+\.)+(?:ru|com|ua|net|org))\b",
    re.IGNORECASE,
)
_SAID_BY_ALL = """
здравствуйте привет добрый день вечер утро уважаемые спасибо благодарю помогите помощь подскажите вопрос проблема
ситуация срочно сегодня вчера сейчас утра вітаю дякую допоможіть підкажіть питання сьогодні вчора зараз терміново ранку
hello hi thanks help please problem issue today now urgent since morning команда поддержка підтримка support team очень
сильно просто вообще уже опять снова знову again just пишу проверьте раньше
"""
_POLITE = frozenset(stem(word) for word in _SAID_BY_ALL.split())
_letters = Letters()


@dataclass(frozen=True, eq=False)
class Read:
    """What a text says: each concept with its weight, a word to show it by, and the vector of its letters."""

    concepts: dict[str, float]
    shown: dict[str, str]
    vector: npt.NDArray[np.float32]


@lru_cache(maxsize=4096)
def read(text: str) -> Read:
    """Read a request once."""
    said = stripped(text)
    marks = {f"#{plain(found)}" for found in _MARK.findall(said)}
    concepts: dict[str, float] = dict.fromkeys(marks, MARK)
    shown = {mark: mark[1:] for mark in marks}
    kept = sorted(shown.values())
    for word in words(_MARK.sub(" ", said)):
        concept = _concept(word)
        if concept is not None:
            concepts.setdefault(concept, 1.0)
            shown.setdefault(concept, word)
            kept.append(word)
    return Read(concepts, shown, _letters.encode([" ".join(kept)])[0])


def stripped(text: str) -> str:
    """The text without greetings, quotes, a signature, addresses and phones."""
    kept: list[str] = []
    for line in text[: LONGEST * 2].splitlines():
        if kept and _SIGNATURE.match(line):
            break
        if not _QUOTED.match(line) and not MANNERS.match(line):
            kept.append(line)
    said = GREETING.sub("", "\n".join(kept))
    return _PHONE.sub(" ", _ADDRESS.sub(" ", said))[:LONGEST]


class Collection:
    """Requests prepared to be compared with each other; their rarity of words and their mean are their own."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.read = [read(text) for text in texts]
        seen = Counter(concept for one in self.read for concept in one.concepts)
        self._size = len(texts)
        self._rarity = {
            concept: max(LEAST, math.log((PRIOR + self._size) / (1 + count)) - COMMON)
            for concept, count in seen.items()
        }
        self._lengths: dict[int, float] = {}
        self._rows = np.stack([one.vector for one in self.read])
        is_many = self._size > FEW
        self._mean = self._rows.mean(axis=0) if is_many else np.zeros(self._rows.shape[1], dtype=np.float32)

    def to(self, place: int, others: range) -> Scores:
        """How alike those at `others` are to the one at `place`, from 0 to 1."""
        rows = self._rows[others.start : others.stop] - self._mean
        lengths = np.maximum(np.linalg.norm(rows, axis=1), 1e-9)
        mine = self._rows[place] - self._mean
        letters = np.clip(rows @ mine / (lengths * max(float(np.linalg.norm(mine)), 1e-9)), 0, 1).astype(np.float64)
        said = np.array([self._by_words(place, other) for other in others])
        both: Scores = WORDS * said + LETTERS * letters
        return both

    def telling(self, place: int) -> list[str]:
        """The concepts of one that few others have, the rarest first."""
        found = [one for one in self.read[place].concepts if self._rarity[one] > LEAST]
        return sorted(found, key=lambda one: (-self._rarity[one], one))[:MOST_TELLING]

    def shared(self, places: Iterable[int]) -> list[str]:
        """The words that at least two of them share, the weightiest first; each as somebody wrote it."""
        chosen = [self.read[place] for place in places]
        seen = Counter(concept for one in chosen for concept in one.concepts)
        common = [concept for concept, count in seen.items() if count > 1]
        common.sort(key=lambda concept: (-seen[concept] * self._rarity[concept], concept))
        return [next(one.shown[concept] for one in chosen if concept in one.shown) for concept in common[:MOST_SHOWN]]

    def shared_with(self, place: int, others: Iterable[int]) -> list[str]:
        """The words of one that any of the others has too, as it wrote them."""
        mine = self.read[place]
        theirs = {concept for other in others for concept in self.read[other].concepts}
        common = sorted(mine.concepts.keys() & theirs, key=lambda concept: (-self._rarity[concept], concept))
        return [mine.shown[concept] for concept in common[:MOST_SHOWN]]

    def _length(self, place: int) -> float:
        if place not in self._lengths:
            self._lengths[place] = self._reckoned(self.read[place])
        return self._lengths[place]

    def _reckoned(self, one: Read) -> float:
        return math.sqrt(sum((weight * self._rarity[concept]) ** 2 for concept, weight in one.concepts.items())) or 1.0

    def _by_words(self, place: int, other: int) -> float:
        mine, theirs = self.read[place].concepts, self.read[other].concepts
        few, many = (mine, theirs) if len(mine) < len(theirs) else (theirs, mine)
        both = sum(weight * many[one] * self._rarity[one] ** 2 for one, weight in few.items() if one in many)
        return both / (self._length(place) * self._length(other))


@lru_cache(maxsize=50_000)
def _concept(word: str) -> str | None:
    """One name for all forms and names of a thing; None for words that say nothing."""
    if len(word) < 2:
        return None
    one = stem(word)
    if one in small_words() or one in _POLITE:
        return None
    if not alike(one):
        for other in (*swapped(word), *transliterated(word)):
            if stem(other) in small_words() or stem(other) in _POLITE:
                return None
            if alike(stem(other)):
                one = stem(other)
                break
    return min((one, *alike(one)))
