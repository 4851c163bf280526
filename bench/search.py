"""How well questions find articles, and how fast: `python bench/search.py`; `tickets` measures a database of requests.

    python bench/search.py                          recall and MRR by halves of bench/data/search, latency at 10,000
    DATABASE_URL=… python bench/search.py tickets   latency of the desk's search in what bench/generate.py made

The set is our own: 67 articles of a hosting company that also runs shops, asked about in 335 Russian, 134 Ukrainian and
134 English questions with the slang and the mistypes of support. Each question has one right article; several would
often do, so the figures are lower than what people feel.

Questions are in two halves, by a hash of their words: weights and other names of things were chosen while looking at
the first half only, and the second is what they are worth. `learned` ranks each half with the questions of the other
as what articles have answered before.
"""

from __future__ import annotations

import hashlib
import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from otklik.knowledge import encoding
from otklik.knowledge.similarity import Collection, embed, rank
from otklik.knowledge.wording import _LATIN_OF

DATA = Path(__file__).parent / "data/search"
LANGUAGES = ("ru", "uk", "en")
MANY = 10_000
Ranker = Callable[[str, Sequence[str]], Sequence[int]]


def articles() -> list[dict[str, Any]]:
    """The whole set; `field` is the name of the file, the field of work."""
    paths = sorted(DATA.glob("*.json"))
    return [one | {"field": path.stem} for path in paths for one in json.loads(path.read_text("utf-8"))]


def quality(name: str, ranker: Ranker, spoil: Callable[[str], str] = str) -> None:
    """Recall at 1 and 5 and the mean reciprocal rank, by language and half."""
    every = articles()
    for language in LANGUAGES:
        titles = [one["title"][language] for one in every]
        _print_quality(name, language, lambda question, _half, t=titles: ranker(spoil(question), t))


def learned() -> None:
    """The same when articles have answered the questions of the other half."""
    every = articles()
    for language in LANGUAGES:
        titles = [one["title"][language] for one in every]
        before = [[[q for q in one["ask"][language] if half(q) != which] for one in every] for which in (0, 1)]
        _print_quality("learned", language, lambda q, which, t=titles, b=before: rank(q, t, b[which]))


def half(question: str) -> int:
    """0: looked at while choosing; 1: held out."""
    return int(hashlib.sha256(question.encode()).hexdigest(), 16) % 2


def _print_quality(name: str, language: str, order: Callable[[str, int], Sequence[int]]) -> None:
    said = []
    places: dict[int, list[int]] = {0: [], 1: []}
    for right, one in enumerate(articles()):
        for question in one["ask"][language]:
            which = half(question)
            places[which].append(list(order(question, which)).index(right) + 1)
    for title, found in (("all", places[0] + places[1]), ("chosen on", places[0]), ("held out", places[1])):
        first, five = (sum(place <= most for place in found) / len(found) for most in (1, 5))
        mrr = sum(1 / place for place in found) / len(found)
        said.append(f"{title} R@1 {first:.3f} R@5 {five:.3f} MRR {mrr:.3f} ({len(found)})")
    print(f"{name:24} {language}  {'  '.join(said)}")


def by_vectors(encode: Callable[[Sequence[str]], Any]) -> Ranker:
    """Cosines of vectors from which the mean of the collection is taken."""
    known: dict[tuple[str, ...], tuple[Any, Any]] = {}

    def order(query: str, docs: Sequence[str]) -> Sequence[int]:
        if tuple(docs) not in known:
            rows = encode(docs)
            known[tuple(docs)] = rows - rows.mean(0), rows.mean(0)
        rows, mean = known[tuple(docs)]
        near = (rows / np.linalg.norm(rows, axis=1, keepdims=True)) @ (encode([query])[0] - mean)
        return [int(place) for place in np.argsort(-near, kind="stable")]

    return order


def mistyped(text: str) -> str:
    """Half of the longer words with two letters changed over."""
    chance = random.Random(text)
    return " ".join(_slip(word, chance) if len(word) > 4 and chance.random() < 0.5 else word for word in text.split())


def _slip(word: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(word) - 2)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def in_the_other_layout(text: str) -> str:
    """As it comes out when the keyboard is in Latin letters; English stays."""
    return "".join(_LATIN_OF.get(letter, letter) for letter in text.lower())


def latency() -> None:
    """Ten thousand articles: preparing their titles and their bodies, and one question."""
    every = articles()
    chance = random.Random(1)
    words = [word for one in every for word in f"{one['title']['ru']} {one['body']}".split()]
    titles = [" ".join(chance.sample(words, 7)) for _ in range(MANY)]
    bodies = [" ".join(chance.choices(words, k=200)) for _ in range(MANY)]
    began = time.perf_counter()
    collection = Collection(titles)
    of_titles = time.perf_counter() - began
    whole = Collection(bodies, letters=False)
    of_bodies = time.perf_counter() - began - of_titles
    print(f"{MANY} articles prepared: titles {of_titles:.2f} s, bodies {of_bodies:.2f} s")
    asked = [question for one in every for question in one["ask"]["ru"]]
    _print_times("a question among titles", (lambda q=q: collection.scores(q) for q in asked))
    _print_times("and among bodies", (lambda q=q: whole.scores(q) for q in asked))


def tickets() -> None:
    """The desk's search among generated requests, word by word, as somebody who sees everything."""
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "otklik.settings")
    import django

    django.setup()
    from otklik.knowledge import searching
    from otklik.people.models import Person
    from otklik.tickets.models import Message

    person = Person.objects.filter(role__code="lead").first() or Person.objects.staff().first()
    bodies = list(Message.objects.order_by("-pk").values_list("body", flat=True)[:400])
    chance = random.Random(1)
    words = sorted({word for body in bodies for word in body.lower().split() if word.isalpha() and len(word) > 4})
    for count in (1, 2, 3):
        asked = [" ".join(chance.sample(words, count)) for _ in range(25)]
        _print_times(
            f"{count} words", (lambda q=q: searching.requests(searching.read(q, person), person) for q in asked)
        )


def _print_times(name: str, calls: Iterable[Callable[[], object]]) -> None:
    took = []
    for call in calls:
        began = time.perf_counter()
        call()
        took.append((time.perf_counter() - began) * 1000)
    took.sort()
    middle, most = statistics.median(took), took[int(len(took) * 0.95)]
    print(f"{name:28} median {middle:.1f} ms, 95 % {most:.1f} ms, worst {took[-1]:.1f} ms ({len(took)})")


def main() -> None:
    extra = encoding.meaning()
    quality(f"rank{f' with {extra.name}' if extra else ''}", rank)
    learned()
    quality("the same, mistyped", rank, mistyped)
    quality("the same, wrong layout", rank, in_the_other_layout)
    quality("letters as vectors", by_vectors(embed))
    best = encoding.best()
    if best.name != encoding.Letters.name:
        quality(best.name, by_vectors(best.encode))
    latency()


if __name__ == "__main__":
    tickets() if sys.argv[1:] == ["tickets"] else main()
