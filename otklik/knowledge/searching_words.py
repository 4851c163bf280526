"""What somebody typed into a search, as PostgreSQL is asked for it, and what of it is marked in what was found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import BigIntegerField, BooleanField, F, FloatField, Func, Value
from django.db.models.expressions import Combinable
from markupsafe import Markup, escape

from otklik.knowledge.wording import UKRAINIAN, WORD, plain, small_words, stem, swapped, transliterated

MOST_WORDS = 16
LONGEST_WORD = 60
SHORTEST_PART = 3
LOOKED_AT = 20_000
"""Characters of a text that are indexed: PostgreSQL refuses a vector of more than a megabyte."""
PART_BITS = 13
"""The index of words is in parts of 32,768 ids, so that the newest can be asked alone."""
AROUND = 60
_UNSAFE = re.compile(r"[\\'\x00]")


@dataclass(frozen=True)
class Wanted:
    """Words as they were typed; `nearby` holds what else each may have meant."""

    words: tuple[str, ...]
    nearby: tuple[tuple[str, ...], ...] = ()

    @classmethod
    def of(cls, texts: Iterable[str]) -> Wanted:
        """The first words of what was typed; marks alone are no words."""
        words = (word for text in texts for word in plain(text).split() if WORD.search(word))
        return cls(tuple(_UNSAFE.sub(" ", word)[:LONGEST_WORD] for word in words)[:MOST_WORDS])

    def __bool__(self) -> bool:
        return bool(self.words)

    @property
    def every(self) -> str:
        """A tsquery of all the words."""
        return " & ".join(_either([_asked(word)]) for word in self.words)

    @property
    def begun(self) -> str:
        """The same with the last word unfinished, as it is while one types; empty when it is too short for that."""
        if not self.words or len(self.words[-1]) < SHORTEST_PART or not WORD.fullmatch(self.words[-1]):
            return ""
        return " & ".join([*(_either([_asked(word)]) for word in self.words[:-1]), f"'{self.words[-1]}':*"])

    @property
    def some(self) -> str:
        """A tsquery of any of the words, read in every way."""
        return " | ".join(_either(_asked(one) for one in [word, *others]) for word, others in self._read())

    def widened(self, nearby: Iterable[Sequence[str]] = ()) -> Wanted:
        """With each word in the other layout, by its sound, and as the known words that resemble it."""
        known = [*nearby] or [()] * len(self.words)
        return Wanted(
            self.words,
            tuple(
                tuple(dict.fromkeys([*swapped(word), *transliterated(word), *others]))
                for word, others in zip(self.words, known, strict=True)
            ),
        )

    def _read(self) -> Iterable[tuple[str, Sequence[str]]]:
        return zip(self.words, self.nearby or [()] * len(self.words), strict=True)

    @cached_property
    def stems(self) -> frozenset[str]:
        """What is marked, whatever its form: «на» and «как» only where nothing else was looked for."""
        every = [*self.words, *(other for others in self.nearby for other in others)]
        stems = frozenset(stem(part) for word in every for part in WORD.findall(word))
        return stems - small_words() or stems

    def is_meant(self, word: str) -> bool:
        """Whether a word of a text is one of those that were looked for."""
        word = plain(word)
        return stem(word) in self.stems or (
            bool(self.words) and len(self.words[-1]) >= SHORTEST_PART and word.startswith(self.words[-1])
        )


def vector(field: str) -> Func:
    """The words of a column, spelled exactly as its index has them (`tickets/migrations`)."""
    return Func(
        F(field),
        template="to_tsvector('pg_catalog.russian'::regconfig,"
        f" translate(left(%(expressions)s, {LOOKED_AT}), 'ёЁ', 'еЕ'))",
    )


def part() -> Func:
    """The part of the index in which a row lies."""
    return Func(F("id"), template=f"(%(expressions)s >> {PART_BITS})", output_field=BigIntegerField())


def matches(field: str, query: str) -> Func:
    """Whether a column has the words of a tsquery."""
    return Func(
        vector(field), _query(query), template="(%(expressions)s)", arg_joiner=" @@ ", output_field=BooleanField()
    )


def weight(field: str, query: str) -> Func:
    """How well it has them, long texts counting less."""
    return Func(vector(field), _query(query), Value(1), function="ts_rank", output_field=FloatField())


def marked(text: str, wanted: Wanted) -> Markup:
    """The text with the words that were looked for marked."""
    made, place = [], 0
    for word in WORD.finditer(text):
        if wanted.is_meant(word[0]):
            made += [escape(text[place : word.start()]), Markup("<mark>{}</mark>").format(word[0])]
            place = word.end()
    return Markup("").join([*made, escape(text[place:])])


def excerpt(text: str, wanted: Wanted, length: int = 220) -> Markup:
    """The part of a text that has most of what was looked for, marked, on one line."""
    line = " ".join(text[:LOOKED_AT].split())
    places = [word.start() for word in WORD.finditer(line) if wanted.is_meant(word[0])]
    best = max(places, key=lambda start: sum(start <= other < start + length - AROUND for other in places), default=0)
    start = 0 if best <= AROUND else line.rfind(" ", 0, best - AROUND) + 1
    end = len(line) if start + length >= len(line) else max(line.rfind(" ", start, start + length), start + 1)
    part = marked(line[start:end], wanted)
    return Markup("{}{}{}").format("… " if start else "", part, " …" if end < len(line) else "")


def _asked(word: str) -> str:
    """One word: as PostgreSQL reads it, or a Ukrainian one by what its forms begin with."""
    if UKRAINIAN.search(word) and len(stem(word)) >= SHORTEST_PART:
        return f"'{_UNSAFE.sub('', stem(word))}':*"
    return f"'{word}'"


def _either(asked: Iterable[str]) -> str:
    return f"({' | '.join(dict.fromkeys(asked))})"


def _query(query: str) -> Combinable:
    return Func(Value(query), template="to_tsquery('pg_catalog.russian'::regconfig, %(expressions)s::text)")
