"""How near texts are to each other: pure functions over lists, so that anybody can score them from outside.

`rank` puts documents in order for a question: words in any form (BM25 over stems and other names of the same) and
groups of letters (cosine), together. Words nobody uses are read as typed in the wrong layout, by sound, or mistyped.
"""

from __future__ import annotations

import difflib
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from otklik.knowledge.encoding import Encoder, Meanings, Vectors, best, groups, groups_of_all, meaning
from otklik.knowledge.wording import alike, small_words, sound, stem, swapped, transliterated, words

Scores = npt.NDArray[np.float64]

SATURATION, LENGTH = 1.2, 0.75
"""k1 and b of BM25, as everybody has them."""
OTHER_NAME = 0.6
"""What another name of a word counts of the word itself."""
SHORTEST_MISTYPED, ALIKE, MOST_COMPARED = 5, 0.8, 1500
"""Letters of a word that may be mistyped, how much of it must be right, and how many words it is compared with."""
SHORTEST_HEARD = 3
"""Letters of a word that is known by its sound in another alphabet."""
LEARNED_LETTERS, LEARNED_MEANING = 0.7, 0.9
"""How much the most alike of the questions that a document has answered weighs, by its letters and by its meaning."""
WORDS, LETTERS, MEANING = 1.0, 1.0, 2.9
"""How much words, groups of letters and the meaning of a sentence weigh in the sum (bench/search.py)."""


def rank(query: str, docs: Sequence[str], learned: Sequence[Sequence[str]] = ()) -> list[int]:
    """Places of the documents, the best first; those that share nothing with the query stand last, in their order.

    `learned` has for each document the questions that it has answered before: they count too (research, §1).
    """
    scores = prepared(tuple(docs), tuple(tuple(one) for one in learned)).scores(query)
    return [int(place) for place in np.argsort(-scores, kind="stable")]


def embed(texts: Sequence[str]) -> Vectors:
    """A row of length 1 for each text, of the best encoder that is installed: their products are cosines.

    Without extras these are the core's letters, 1024 numbers.
    """
    return best().encode(texts)


def likeness(query: str, docs: Sequence[str]) -> Scores:
    """How alike each document is by all that is installed, from 0 to about 1."""
    most = WORDS + LETTERS + (MEANING if meaning() else 0)
    return np.maximum(0, prepared(tuple(docs), ()).scores(query)) / most


class Known:
    """Documents prepared once to be ranked by all that is installed: words, letters, and meaning with an extra."""

    def __init__(self, docs: Sequence[str], learned: Sequence[Sequence[str]] = (), rows: Vectors | None = None) -> None:
        """`learned` are questions that each document has answered; `rows` its vectors, if they are known already."""
        self._collection = Collection(docs)
        encoder = meaning()
        self._meanings = Meanings(docs, encoder, rows) if encoder and docs else None
        self._learned = Learned(learned, encoder) if any(learned) else None

    def scores(self, query: str) -> Scores:
        """How well each document answers; less than nothing when its meaning is another."""
        sums, meant = self._collection.scores(query), self._collection.meant(query)
        if self._meanings:
            sums = sums + MEANING * self._meanings.scores(meant)
        return sums + self._learned.scores(query) if self._learned else sums

    def meant(self, query: str) -> str:
        """The query as it was meant, when words of it are known only so; else as it was typed."""
        return self._collection.meant(query)


class Learned:
    """Questions that documents have answered before: the most alike of each speaks for it.

    Likeness is squared: a near copy of an old question says much, and one that is somewhat alike says nothing.
    """

    def __init__(self, learned: Sequence[Sequence[str]], encoder: Encoder | None) -> None:
        questions = [one for said in learned for one in said]
        self._size = len(learned)
        self._owners = np.array([place for place, said in enumerate(learned) for _one in said], dtype=np.int64)
        self._letters = Collection(questions)
        self._meanings = Meanings(questions, encoder) if encoder else None

    def scores(self, query: str) -> Scores:
        """What this adds to each document."""
        near = LEARNED_LETTERS * self._letters.by_letters(query) ** 2
        if self._meanings:
            near = near + LEARNED_MEANING * np.maximum(0, self._meanings.scores(self._letters.meant(query))) ** 2
        best = np.zeros(self._size)
        np.maximum.at(best, self._owners, near)
        return best


class Collection:
    """Documents prepared once to be ranked for many questions."""

    def __init__(self, docs: Sequence[str], *, letters: bool = True) -> None:
        """Long texts do without `letters`: they say more by their words, and their groups are many."""
        self.size = len(docs)
        said = [words(doc) for doc in docs]
        known = {word for one in said for word in one}
        self._spelled = _by_first_letter(known)
        self._heard = {sound(word): word for word in sorted(known, reverse=True) if len(word) >= SHORTEST_HEARD}
        self._fill_words(said, known)
        self._fill_letters(docs if letters else [])

    def scores(self, query: str) -> Scores:
        """How well each document answers, from 0 to 2."""
        if not self.size:
            return np.zeros(0)
        meant = [self._meant(word) for word in words(query)]
        return WORDS * self._by_words(meant) + LETTERS * self._by_letters(" ".join(meant))

    def by_letters(self, query: str) -> Scores:
        """How alike each document is by its groups of letters alone, from 0 to 1."""
        return self._by_letters(" ".join(map(self._meant, words(query)))) if self.size else np.zeros(0)

    def meant(self, query: str) -> str:
        """The query as it was meant, when words of it are known only so; else as it was typed."""
        typed = words(query)
        meant = [self._meant(word) for word in typed]
        return query if meant == typed else " ".join(meant)

    def _fill_words(self, said: Sequence[Sequence[str]], known: Iterable[str]) -> None:
        stems: dict[str, int] = {}
        places = {word: stems.setdefault(stem(word), len(stems)) for word in sorted(known)}
        lengths = np.array([len(one) for one in said], dtype=np.int64)
        found = np.fromiter((places[word] for one in said for word in one), np.int64, int(lengths.sum()))
        keys, often = np.unique(found * self.size + np.repeat(np.arange(self.size), lengths), return_counts=True)
        stemmed, where = np.divmod(keys, max(1, self.size))
        seen = np.bincount(stemmed, minlength=len(stems))
        ends = np.cumsum(seen)
        self._postings = {one: slice(int(ends[place] - seen[place]), int(ends[place])) for one, place in stems.items()}
        self._where, self._weighed = where.astype(np.int32), self._bm25(lengths, stemmed, where, often, seen)

    def _bm25(
        self,
        lengths: npt.NDArray[np.int64],
        stemmed: npt.NDArray[np.int64],
        where: npt.NDArray[np.int64],
        often: npt.NDArray[np.int64],
        seen: npt.NDArray[np.int64],
    ) -> npt.NDArray[np.float32]:
        long = np.maximum(1, lengths).astype(np.float64)
        length = (1 - LENGTH + LENGTH * long / (long.mean() if self.size else 1.0))[where]
        rarity = np.log(1 + (self.size - seen + 0.5) / (seen + 0.5))[stemmed]
        weights: npt.NDArray[np.float64] = rarity * often * (SATURATION + 1) / (often + SATURATION * length)
        return weights.astype(np.float32)

    def _by_words(self, meant: Iterable[str]) -> Scores:
        sums, most = np.zeros(self.size), 0.0
        said = [stem(word) for word in meant]
        for one, asked in Counter([word for word in said if word not in small_words()] or said).items():
            best = np.zeros(self.size)
            for name, share in ((one, 1.0), *((other, OTHER_NAME) for other in alike(one))):
                if name in self._postings:
                    part = self._postings[name]
                    where = self._where[part]
                    best[where] = np.maximum(best[where], self._weighed[part] * share)
            sums += best * min(asked, 2)
            most += self._rarest if one not in self._postings else float(self._weighed[self._postings[one]].max())
        return sums / (most or 1.0)

    @cached_property
    def _rarest(self) -> float:
        return math.log(1 + (self.size + 0.5) / 0.5) * 0.5

    def _fill_letters(self, docs: Sequence[str]) -> None:
        owners, found, counts = groups_of_all(docs)
        self._known, places, seen = np.unique(found, return_inverse=True, return_counts=True)
        self._rarity = np.log((1 + self.size) / (1 + seen)) + 1
        weights = (1 + np.log(counts)) * self._rarity[places]
        lengths = np.sqrt(np.bincount(owners, weights**2, minlength=self.size))
        order = np.argsort(places, kind="stable")
        self._owners = owners[order]
        self._weights = (weights / np.where(lengths == 0, 1, lengths)[owners])[order].astype(np.float32)
        self._starts = np.concatenate([[0], np.cumsum(seen)]).astype(np.int64)

    def _by_letters(self, query: str) -> Scores:
        found, counts = np.unique(groups(query), return_counts=True)
        sums = np.zeros(self.size)
        if not len(found) or not len(self._known):
            return sums
        places = np.minimum(np.searchsorted(self._known, found), len(self._known) - 1)
        is_known = self._known[places] == found
        weights = (1 + np.log(counts)) * np.where(is_known, self._rarity[places], math.log(1 + self.size) + 1)
        weights /= np.linalg.norm(weights) or 1.0
        for place, weight in zip(places[is_known], weights[is_known], strict=True):
            part = slice(self._starts[place], self._starts[place + 1])
            sums[self._owners[part]] += weight * self._weights[part]
        return sums

    def _meant(self, word: str) -> str:
        if len(word) < 3 or stem(word) in self._postings:
            return word
        readings = [other for other in self._readings(word) if stem(other) in self._postings]
        if readings or len(word) < SHORTEST_HEARD:
            return readings[0] if readings else self._nearest(word)
        return self._heard.get(sound(word)) or self._spelled_so(word) or self._nearest(word)

    def _readings(self, word: str) -> Iterator[str]:
        yield from swapped(word)
        yield from transliterated(word)

    def _spelled_so(self, word: str) -> str:
        """The known word of which this is a mistype: one letter in five wrong, missing or too many."""
        if len(word) < SHORTEST_MISTYPED:
            return ""
        for one in [word, *self._readings(word)]:
            near = [other for other in self._spelled.get(one[:1], ()) if abs(len(other) - len(one)) <= 2]
            if found := difflib.get_close_matches(one, near[:MOST_COMPARED], 1, ALIKE):
                return found[0]
        return ""

    def _nearest(self, word: str) -> str:
        """A word in another layout or alphabet whose letters are better known here than those of the word itself."""
        readings = [word, *self._readings(word)]
        return max(readings, key=lambda one: (self._familiar(one), one == word))

    def _familiar(self, word: str) -> float:
        found = groups(word)
        return float(np.isin(found, self._known).mean()) if len(found) else 0.0


def _by_first_letter(known: Iterable[str]) -> dict[str, list[str]]:
    """People mistype the first letter of a word least."""
    shelves: dict[str, list[str]] = {}
    for word in sorted(known):
        if len(word) >= SHORTEST_MISTYPED - 1 and word.isalpha():
            shelves.setdefault(word[0], []).append(word)
    return shelves


@lru_cache(maxsize=8)
def prepared(docs: tuple[str, ...], learned: tuple[tuple[str, ...], ...] = ()) -> Known:
    """Documents to be ranked; the last few collections are remembered."""
    return Known(docs, learned)
