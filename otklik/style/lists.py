"""The lists of words by language (otklik/style/data), and how a phrase of them is found in a text.

A phrase is plain words: `*` ends a word in any way, `(a|b)` is a choice, `( a)?` may be missing. «е» stands for «ё»
too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from otklik.kernel.verbs import Refused

DATA = Path(__file__).parent / "data"
LANGUAGES = ("ru", "uk", "en")
LONGEST = 120
"""Characters of a phrase that a company adds."""
MOST_ENDINGS, MOST_GROUPS = 3, 4
_SPECIAL = re.compile(r"[\\^$\[\]{}+]")


@cache
def data(language: str) -> dict[str, Any]:
    """Everything that is known of one language; English where it is not one of ours."""
    name = language if language in LANGUAGES else "en"
    known: dict[str, Any] = json.loads((DATA / f"{name}.json").read_text("utf-8"))
    return known


class Phrases:
    """Several phrases at once, each with what may stand instead."""

    def __init__(self, listed: Iterable[Sequence[str]]) -> None:
        self._known = [(anchor(find), compiled(find), instead) for find, instead in listed]

    def found(self, text: str) -> list[tuple[re.Match[str], str]]:
        """Every place, the longest phrase where several fit, in order.

        Most phrases are not there: a look for their longest word is much cheaper than one for the phrase.
        """
        plain = folded(text)
        every = [
            (one, instead) for word, pattern, instead in self._known if word in plain for one in pattern.finditer(text)
        ]
        every.sort(key=lambda item: (item[0].start(), -item[0].end()))
        kept: list[tuple[re.Match[str], str]] = []
        for one, instead in every:
            if not kept or one.start() >= kept[-1][0].end():
                kept.append((one, instead))
        return kept


@cache
def phrases(language: str, name: str) -> Phrases:
    """A list of the language, ready to look."""
    return Phrases(data(language).get(name, ()))


@cache
def own(listed: tuple[tuple[str, str], ...]) -> Phrases:
    """Phrases of this company."""
    return Phrases(listed)


@cache
def pattern(language: str, name: str) -> re.Pattern[str]:
    """An expression of the language's data, or a list of them as alternatives."""
    found = data(language)[name]
    return re.compile(found if isinstance(found, str) else "|".join(found), re.IGNORECASE)


@cache
def any_of(language: str, name: str) -> re.Pattern[str]:
    """Any phrase of a plain list."""
    return re.compile("|".join(compiled(one).pattern for one in data(language)[name]), re.IGNORECASE)


def anchor(phrase: str) -> str:
    """The longest word that every form of the phrase holds; empty if there is none."""
    known = folded(phrase)
    while (bare := re.sub(r"\([^()]*\)\??", " ", known)) != known:
        known = bare
    return max(re.findall(r"[^\W\d_]+", known.replace("'", " ")), key=len, default="")


def folded(text: str) -> str:
    """Small letters, without «ё»."""
    return text.lower().replace("ё", "е")


@cache
def compiled(phrase: str) -> re.Pattern[str]:
    """The expression that finds a phrase as whole words."""
    known = re.sub(r"\.", r"\\.", phrase.strip().lower().replace("ё", "е"))
    known = known.replace("е", "[её]").replace("'", "['’ʼ]").replace("*", r"\w*")
    known = re.sub(r"\((?!\?)", "(?:", known)
    known = re.sub(r"\s+", r"\\s+", known)
    before = r"(?<![\w'’ʼ])" if re.match(r"[\w(]", phrase.strip()) else ""
    after = r"(?!\w)" if re.search(r"[\w)*?]\Z", phrase.strip()) and "(?!" not in phrase else ""
    return re.compile(f"{before}(?:{known}){after}", re.IGNORECASE)


def read(text: str) -> tuple[tuple[str, str], ...]:
    """What a company has written, one phrase a line: `phrase` or `phrase => instead`. Raises Refused."""
    lines = []
    for line in text.splitlines():
        find, _arrow, instead = (part.strip() for part in line.partition("=>"))
        if not find:
            continue
        if len(find) > LONGEST or _SPECIAL.search(find) or not re.search(r"\w\w", find) or _is_slow(find):
            raise Refused("style.phrase", find)
        try:
            compiled(find)
        except re.error as error:
            raise Refused("style.phrase", find) from error
        lines.append((find, instead))
    return tuple(lines)


def _is_slow(phrase: str) -> bool:
    """Several free endings in a row, or a group with another meaning, could keep a machine busy for minutes."""
    return phrase.count("*") > MOST_ENDINGS or phrase.count("(") > MOST_GROUPS or "(?" in phrase
