"""How well categories are guessed: `python bench/categories.py`, on the questions of bench/data/search.

Each question is guessed by all others of its language, once among four fields of work and once among 67 articles (as
many labels, with one to five examples each): the nearest vote, as `otklik.knowledge.categorising` does it:
by vectors, as for stored requests, and as `suggest` does, by words too.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from otklik.knowledge.categorising import measure, vote
from otklik.knowledge.encoding import best
from otklik.knowledge.similarity import embed, likeness

DATA = Path(__file__).parent / "data/search"


def main() -> None:
    """A line for each language and kind of label."""
    print(best().name)
    for language in ("ru", "uk", "en"):
        texts, fields, articles = [], [], []
        for path in sorted(DATA.glob("*.json")):
            for one in json.loads(path.read_text("utf-8")):
                for question in one["ask"][language]:
                    texts.append(question)
                    fields.append(path.stem)
                    articles.append(one["id"])
        rows = embed(texts)
        for name, labels in (("4 fields", fields), ("67 articles", articles)):
            said = measure(rows, labels)
            surest = f"; {said.coverage:.0%} surest right in {said.accuracy:.0%}" if said.threshold else ""
            print(
                f"{language} {name:12} first {said.first:.3f}, one of three {said.third:.3f} ({said.examined}){surest}"
            )
            print(f"{'':15} with words too: one of three {_with_words(texts, labels):.3f}")


def _with_words(texts: list[str], labels: list[str]) -> float:
    right = 0
    for place, (text, label) in enumerate(zip(texts, labels, strict=True)):
        near = likeness(text, texts)
        near[place] = -1
        right += label in [name for name, _certainty in vote(near, labels)[:3]]
    return right / len(texts)


if __name__ == "__main__":
    main()
