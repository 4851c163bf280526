"""Make and measure the table by which languages are told apart (`otklik/kernel/languages.py`).

    pip install wordfreq && python bench/languages.py make
    python bench/languages.py measure sentences.tsv      # lines "uk<TAB>Як змінити пароль"

wordfreq (Robyn Speer, Apache-2.0; its frequencies CC-BY-SA-4.0) is needed to make the table, not to use it.
"""

from __future__ import annotations

import math
import random
import sys
import time
from collections import Counter
from pathlib import Path

from otklik.kernel import languages
from otklik.kernel.languages import CYRILLIC, GROUPS, RUSSIAN, SCALE, UKRAINIAN, WORDS, groups

FEWEST = 1e-8
OF_GROUPS, OF_WORDS = 60_000, 40_000
DAMPED = 0.75


def make() -> None:
    """Write the table beside the program that reads it."""
    from wordfreq import get_frequency_dict

    known = [get_frequency_dict(code, wordlist="large") for code in ("ru", "uk")]
    common = [
        sorted((word for word in one if CYRILLIC.fullmatch(word)), key=lambda w, one=one: (-one[w], w)) for one in known
    ]
    table = bytearray([128]) * (WORDS + GROUPS)
    _put_words(table, known, common)
    _put_groups(table, known, common)
    (Path(languages.__file__).parent / "languages.bin").write_bytes(table)


def _put_words(table: bytearray, known: list[dict[str, float]], common: list[list[str]]) -> None:
    strongest: dict[int, float] = {}
    for word in {word for one in common for word in one[:OF_WORDS]}:
        if UKRAINIAN.search(word) or RUSSIAN.search(word):
            continue
        russian, ukrainian = known[0].get(word, 0.0), known[1].get(word, 0.0)
        place = languages.place_of_word(word)
        if russian + ukrainian > strongest.get(place, 0.0):
            strongest[place] = russian + ukrainian
            table[place] = _byte(math.log((ukrainian + FEWEST) / (russian + FEWEST)))


def _put_groups(table: bytearray, known: list[dict[str, float]], common: list[list[str]]) -> None:
    seen: list[Counter[int]] = [Counter(), Counter()]
    for counter, frequency, words in zip(seen, known, common, strict=True):
        for word in words[:OF_GROUPS]:
            for group in groups(word):
                counter[languages.place_of_group(group)] += frequency[word] ** DAMPED  # type: ignore[assignment]
    sums = [sum(counter.values()) for counter in seen]
    for place in seen[0].keys() | seen[1].keys():
        russian, ukrainian = (counter[place] / total + 1e-7 for counter, total in zip(seen, sums, strict=True))
        table[place] = _byte(math.log(ukrainian / russian))


def _byte(nats: float) -> int:
    return 128 + max(-127, min(127, round(nats * SCALE)))


def measure(path: str) -> None:
    """The share that is told right: whole lines, and two words of each."""
    lines = [line.split("\t") for line in Path(path).read_text().splitlines()]
    chance = random.Random(3)
    began = time.perf_counter()
    for name, cut in (("whole", lambda text: text), ("two words", lambda text: _two(text, chance))):
        right = Counter(code for code, text in lines if languages.detect(cut(text)) == code)
        every = Counter(code for code, _text in lines)
        print(name, {code: round(right[code] / every[code], 4) for code in every})
    print(f"{(time.perf_counter() - began) / len(lines) / 2 * 1e6:.0f} µs a text")


def _two(text: str, chance: random.Random) -> str:
    words = text.split()
    start = chance.randrange(max(1, len(words) - 1))
    return " ".join(words[start : start + 2])


if __name__ == "__main__":
    make() if sys.argv[1] == "make" else measure(sys.argv[2])
