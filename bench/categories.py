"""How well categories are guessed: `bin/bench categories`, on the questions of bench/data/search.

Each question is guessed by all others: among four fields of work, among sixteen themes (bench/data/themes.json, as the
categories of a company are), and among 67 articles, each language alone and all together as a company has them. Told
apart are the half of the questions on which the method was chosen and the other half, held out; `nearest` is the vote
that a young site begins with. "Surest" is what would be filled in by itself: as many as are right in 95 %.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bench.search import LANGUAGES, articles, half
from otklik.knowledge import categorising, classifying
from otklik.knowledge.encoding import Vectors, best

THEMES = {
    one: theme
    for theme, ones in json.loads((Path(__file__).parent / "data/themes.json").read_text("utf-8")).items()
    for one in ones
}


def main() -> None:
    """A line for each language, kind of label and method."""
    print(best().name)
    for languages in (*((one,) for one in LANGUAGES), LANGUAGES):
        asked = [(one, text) for one in articles() for language in languages for text in one["ask"][language]]
        texts = [text for _one, text in asked]
        rows = best().encode(texts)
        kinds = {
            "4 fields": [one["field"] for one, _text in asked],
            "16 themes": [THEMES[one["id"]] for one, _text in asked],
            "67 articles": [one["id"] for one, _text in asked],
        }
        for kind, names in kinds.items():
            labels = [list(dict.fromkeys(names)).index(name) for name in names]
            _tell(f"{'+'.join(languages)}, {kind}, nearest", texts, labels, _nearest(rows, labels))
            taught, shares = classifying.learn(rows, texts, labels)
            order = np.argsort(-shares, axis=1, kind="stable")[:, :3]
            found = [[taught.labels[place] for place in places] for places in order]
            _tell(f"{'+'.join(languages)}, {kind}, learned", texts, labels, found)
            said = categorising.measure(rows, texts, labels)[1]
            if said.threshold:
                print(f"{'':32} surest {said.coverage:.0%} right in {said.accuracy:.1%}")


def _nearest(rows: Vectors, labels: Sequence[int]) -> list[list[int]]:
    found = []
    for place in range(len(labels)):
        near = rows @ rows[place]
        near[place] = -1
        found.append([label for label, _certainty in categorising.vote(near, labels)[:3]])
    return found


def _tell(name: str, texts: Sequence[str], labels: Sequence[int], found: Sequence[Sequence[int]]) -> None:
    said = []
    for title, which in (("chosen on", 0), ("held out", 1)):
        places = [place for place, text in enumerate(texts) if half(text) == which]
        first = sum(found[place][:1] == [labels[place]] for place in places) / len(places)
        third = sum(labels[place] in found[place] for place in places) / len(places)
        said.append(f"{title} first {first:.3f}, one of three {third:.3f} ({len(places)})")
    print(f"{name:32} {'; '.join(said)}")


if __name__ == "__main__":
    main()
