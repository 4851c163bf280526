"""What of a text is its author's own: quoted lines, code, addresses and words in quotes are somebody else's.

They are blanked, never cut, so that every place stays where it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from otklik.style.lists import any_of, data

_FOREIGN = re.compile(
    r"^[ \t]*>.*$|```.*?(?:```|\Z)|`[^`\n]*`|https?://\S+|[\w.+-]+@[\w-]+\.[\w.-]+|(?<!\w)/[\w./{}-]+",
    re.MULTILINE | re.DOTALL,
)
_QUOTED = re.compile(r"«[^«»\n]{0,200}»|“[^“”\n]{0,200}”|„[^„“\n]{0,200}“|(?<!\w)\"[^\"\n]{0,200}\"(?!\w)")
_SENTENCE = re.compile(r"[^.!?…\n]+(?:[.!?…]+|\n|\Z)|[.!?…\n]")
_DOTTED = re.compile(r"(?<=\d)\.(?=\d)|\.(?=\w)")


def own(text: str) -> str:
    """Without quoted lines, code and addresses."""
    return _FOREIGN.sub(_blank, text)


def spoken(text: str) -> str:
    """Without words in quotes either: names of buttons, what the customer said."""
    return _QUOTED.sub(_blank, text)


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Each sentence with the place where it begins; a point inside a number or a name ends none."""
    flat = _DOTTED.sub("·", text)
    for one in _SENTENCE.finditer(flat):
        if one[0].strip():
            yield one.start(), text[one.start() : one.end()]


def sentence_at(text: str, place: int) -> str:
    """The sentence in which a character stands, with what ends it."""
    start, end = place, place
    while start and not _ends(text, start - 1):
        start -= 1
    while end < len(text) and not _ends(text, end):
        end += 1
    return text[start : end + 1]


def _ends(text: str, place: int) -> bool:
    return text[place] in ".!?…\n" and not (text[place] == "." and text[place + 1 : place + 2].isalnum())


def core(text: str, language: str, signature: str = "") -> str:
    """What is said, without the greeting above and the farewell and signature below."""
    lines = [line.strip() for line in text.strip().splitlines()]
    signed = {line.strip().casefold() for line in signature.splitlines() if line.strip()}
    farewell = any_of(language, "farewells") if data(language) else None
    kept: list[str] = []
    for place, line in enumerate(lines):
        bare = line.strip(" ,.!—–-").casefold()
        if farewell and (said := farewell.match(bare)) and said.end() == len(bare) and place:
            break
        if line.casefold() not in signed:
            kept.append(line)
    return "\n".join(kept).strip()


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])
