"""A language nobody speaks: each phrase of the program with accents on its letters (F29).

What is left bare on a page was not said through gettext.
"""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.utils import translation

PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
ACCENTED = "åƀçđéƒğĥîĵķļḿñöþǫŕšţûṽŵẋýžÅƁÇĐÉƑĞĤÎĴĶĻḾÑÖÞǪŔŠŢÛṼŴẊÝŽ"
LETTERS = str.maketrans(PLAIN, ACCENTED)
KEPT = re.compile(r"(%\(\w+\)[sd]|%[sd]|\{\w*\}|<[^>]*>|&\w+;)")
BARE = re.compile(r"(?<![\w@./:-])[A-Za-z]{2,}(?![\w@/:-]|\.\w)")


def said(phrase: Any) -> str:
    """The phrase in the language nobody speaks; holes and markup stay."""
    return "".join(part if KEPT.fullmatch(part) else part.translate(LETTERS) for part in KEPT.split(str(phrase)))


@contextmanager
def spoken() -> Iterator[None]:
    """Let every phrase be said so inside."""
    functions: dict[str, Any] = {
        "gettext": lambda message: said(message),
        "ngettext": lambda one, many, number: said(one if number == 1 else many),
        "pgettext": lambda context, message: said(message),
        "npgettext": lambda context, one, many, number: said(one if number == 1 else many),
    }
    translation.gettext("")  # the real ones are put in their place at first use
    translation.ngettext("", "", 1)
    translation.pgettext("", "")
    translation.npgettext("", "", "", 1)
    _forget()
    try:
        with patch.multiple(translation._trans, **functions):  # type: ignore[attr-defined]
            yield
    finally:
        _forget()


def bare_words(text: str) -> list[str]:
    """Latin words without an accent, addresses and file names aside."""
    return BARE.findall(text)


def _forget() -> None:
    """Nothing that was said is remembered: caches of phrases are by language, and this one has none."""
    for name, module in list(sys.modules.items()):
        if name.startswith("otklik."):
            for thing in list(vars(module).values()):
                if callable(clear := getattr(thing, "cache_clear", None)):
                    clear()
