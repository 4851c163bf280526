"""Which of our languages a text is written in (A11): Russian, Ukrainian or English.

Letters that only one language has decide; where there are none, a table does. It holds how much likelier a word, and
each group of one to four letters, is in Ukrainian than in Russian (centi-nats over 12), folded by crc32 into 128 K and
64 K places. `bench/languages.py` makes it from the word frequencies of `wordfreq` (CC-BY-SA-4.0) and measures it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from zlib import crc32

UKRAINIAN = re.compile(r"[іїєґ]")
RUSSIAN = re.compile(r"[ыэъё]")
CYRILLIC = re.compile(r"[а-яёіїєґ'’]*[а-яёіїєґ][а-яёіїєґ'’]*")
LATIN = re.compile(r"(?<![\w@./\\:_-])[a-z][a-z'’]*(?![\w@/\\:_])")
NOISE = re.compile(r"https?://\S+|\S+@\S+|```.*?```", re.DOTALL)
ENGLISH = frozenset(
    re.findall(
        r"\S+",
        """a about after all am an and any are as at be been but by can cannot could did do does don't for from get had
        has have hello help hi how i i'm if in into is it it's its just like me my need no not of on or our out please
        so some thank thanks that the their them then there they this to too up us was we were what when where which
        who why will with would you your""",
    )
)
SAMPLE = 2000
"""Characters that are looked at: nobody changes languages later than that."""
SHORTEST = 2
WORDS, GROUPS = 1 << 17, 1 << 16
LONGEST_GROUP = 4
SCALE = 12.0
DOUBT = 0.1
"""How much likelier Ukrainian must be (nats): doubtful texts of two words are Russian more often."""
PRIOR = 1.5
"""What it counts (nats) that the person wrote in Ukrainian, or in Russian, before."""


def detect(text: str, *, usual: str = "") -> str | None:
    """ "ru", "uk" or "en"; None if the text is too short to tell. `usual` is what its author writes otherwise."""
    text = NOISE.sub(" ", text[:SAMPLE]).lower()
    cyrillic, latin = CYRILLIC.findall(text), LATIN.findall(text)
    if sum(map(len, cyrillic)) + sum(map(len, latin)) < SHORTEST:
        return None
    if not cyrillic or (len(latin) > 2 * len(cyrillic) and _is_prose(latin)):
        return "en"
    theirs, ours = len(UKRAINIAN.findall(text)), len(RUSSIAN.findall(text))
    if theirs != ours:
        return "uk" if theirs > ours else "ru"
    doubt = DOUBT + {"uk": -PRIOR, "ru": PRIOR}.get(usual, 0.0)
    return "uk" if sum(map(_likelier, cyrillic)) > doubt else "ru"


def groups(word: str) -> Iterator[str]:
    """Groups of one to four letters, the edges of the word included."""
    word = f" {word} "
    for size in range(1, LONGEST_GROUP + 1):
        for start in range(len(word) - size + 1):
            yield word[start : start + size]


def place_of_word(word: str) -> int:
    """Where the table keeps a word."""
    return crc32(b"=" + word.encode()) % WORDS


def place_of_group(group: str) -> int:
    """Where the table keeps a group of letters."""
    return WORDS + crc32(group.encode()) % GROUPS


def _is_prose(latin: list[str]) -> bool:
    """English, rather than a log: of ours every second word is as small as these, of a machine's hardly any."""
    return sum(word in ENGLISH for word in latin) * 5 >= len(latin)


def _likelier(word: str) -> float:
    table = _table()
    of_groups = sum(table[place_of_group(group)] - 128 for group in groups(word))
    return (table[place_of_word(word)] - 128 + of_groups * 0.5 / LONGEST_GROUP) / SCALE


@cache
def _table() -> bytes:
    return (Path(__file__).parent / "languages.bin").read_bytes()
