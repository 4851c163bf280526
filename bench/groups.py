"""Make the rarity of groups of letters in Russian, Ukrainian and English (`otklik/knowledge/groups.bin`).

    pip install wordfreq && python bench/groups.py

wordfreq (Robyn Speer, Apache-2.0; its frequencies CC-BY-SA-4.0) is needed to make the table, not to use it.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from wordfreq import get_frequency_dict

from otklik.knowledge import encoding
from otklik.knowledge.encoding import PLACES, RARITY, groups

LANGUAGES = {"ru": 200_000, "uk": 120_000, "en": 80_000}
A_TEXT = 12
"""Words of a question."""
LEAST = 1e-5


def main() -> None:
    """The share of texts of a dozen words in which a group stands, in the language where it stands most."""
    shares = np.zeros(PLACES)
    for language, most in LANGUAGES.items():
        frequencies = get_frequency_dict(language, wordlist="large")
        inside = np.zeros(PLACES)
        for word in sorted(frequencies, key=lambda one: (-frequencies[one], one))[:most]:
            inside[np.unique(groups(word) % PLACES)] += frequencies[word]
        shares = np.maximum(shares, 1 - (1 - np.minimum(inside, 1)) ** A_TEXT)
    rarity = np.log1p(1 / (shares + LEAST))
    table = np.clip(np.round(rarity * RARITY), 1, 255).astype(np.uint8)
    (Path(encoding.__file__).parent / "groups.bin").write_bytes(table.tobytes())


if __name__ == "__main__":
    main()
