"""Abusive words in what a customer wrote (C10): hidden from staff behind a click, and nothing else follows from them.

The lists are data by language. A word that is not listed is shown; nobody is judged by what is found.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from otklik.style.lists import LANGUAGES, compiled, data, folded

_WORD = re.compile(r"[^\W\d_]{3,40}")


def is_abusive(text: str) -> bool:
    """Whether any word of the text is on a list, of whichever of our languages: people mix them."""
    return any(_is_listed(word) for word in set(_WORD.findall(folded(text))))


@lru_cache(maxsize=20_000)
def _is_listed(word: str) -> bool:
    return bool(_listed().fullmatch(word))


@cache
def _listed() -> re.Pattern[str]:
    return re.compile(
        "|".join(compiled(one).pattern for name in LANGUAGES for one in data(name)["abuse"]), re.IGNORECASE
    )
