"""Names and secrets are taken out of what was said before others read it (E5)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from otklik.kernel import sensitive

MASKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        r"\1 …",
        re.compile(
            r"\b(парол\w*|логин\w*|password|passwd|login|token|токен\w*|ключ|key|pin|пин-?код)\s*(?:[:=—]|[-–]\s)\s*\S+",
            re.IGNORECASE,
        ),
    ),
    ("…@…", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    (r"\1…", re.compile(r"(https?://[^\s?]{1,300}\?)\S+")),
    ("…", re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])")),
    ("…", re.compile(r"(?<!\w)(?:\+?\d[\s()-]{0,2}){10,19}(?!\w)")),
    ("…", re.compile(r"\b(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[A-Za-z0-9_-]{20,}\b")),
    ("…", re.compile(r"\b[0-9a-f]{16,}\b", re.IGNORECASE)),
    ("…", re.compile(r"(?:№|#)\s?\d{3,}")),
)
"""What stands for what is found, and how it is found; secrets first, they may hold anything."""

_GREETINGS = "здравствуйте|добрый день|добрый вечер|доброе утро|привет|вітаю|добрий день|доброго дня|hello|hi|dear"
_ENDINGS = "с уважением.*|з повагою.*|(?:kind |best )?regards.*|спасибо[.!]?|дякую[.!]?|thanks?[.!]?|--"
MANNERS = re.compile(rf"^\s*(?:(?:{_GREETINGS})\b[^.!?\n]{{0,40}}[.!,]?|{_ENDINGS})\s*$", re.IGNORECASE)
GREETING = re.compile(rf"^\s*(?:{_GREETINGS})\b[^.!?\n]{{0,40}}[.!]\s+", re.IGNORECASE | re.MULTILINE)
EMPTY = {"…", "…,", "…."}
SHORTEST = 3
"""Letters of a name that is looked for; a shorter one is a word of the language."""


def scrub(text: str, names: Iterable[str] = ()) -> str:
    """The text without addresses, phones, keys, passwords, numbers, greetings and these names in any case."""
    text, _kinds = sensitive.masked(GREETING.sub("", text), "…")
    for mask, shape in MASKS:
        text = shape.sub(mask, text)
    parts = {part for name in names for part in name.split() if len(part) >= SHORTEST}
    for part in sorted(parts, key=len, reverse=True):
        text = _named(part).sub("…", text)
    lines = [line.rstrip() for line in text.split("\n") if not MANNERS.match(line) and line.strip() not in EMPTY]
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"…(?:[^\S\n]*…)+", "…", "\n".join(lines))).strip()


def _named(name: str) -> re.Pattern[str]:
    """The name in any of its cases: its last vowels give way to other endings."""
    stem = re.sub(r"[аяоеийьыуюёіїє]{1,2}$", "", name)
    if len(stem) >= SHORTEST and re.search("[а-яё]", stem):
        return re.compile(rf"\b{re.escape(stem)}[а-яёіїє]{{0,3}}\b")
    return re.compile(rf"\b{re.escape(name)}\b")
