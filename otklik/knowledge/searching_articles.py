"""Articles found by a question, however it is typed: by title and summary, then by what they say (`prepared`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import numpy as np
from django.db.models import Max

from otklik.knowledge import embedding
from otklik.knowledge.encoding import meaning
from otklik.knowledge.models import ArticleAddress, ArticleText, ArticleUse
from otklik.knowledge.prepared import READERS, STAFF, Prepared
from otklik.knowledge.searching_words import Wanted, matches, weight
from otklik.knowledge.similarity import MEANING, Learned
from otklik.people.models import Person

MOST_LEARNED, MOST_OF_ONE = 3000, 20
"""Answers that articles learn from, the last that helped; of them, for one article."""
BATCH = 4
"""Times as many as are wanted are asked at once whether somebody may see them."""
OWN_LANGUAGE = 0.05
LEAST = 0.22
"""What scores less shares a word by chance."""
LEAST_MEANT = LEAST + 0.25 * MEANING
"""The same where an encoder is installed: unrelated sentences are alike by up to a quarter."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An article that may answer, in one of its languages."""

    article: int
    language: str
    slug: str
    title: str
    summary: str
    body: str
    score: float


@dataclass(frozen=True, slots=True)
class _Experience:
    """What articles have answered; their requests are never shown to a reader, only counted."""

    articles: tuple[int, ...]
    learned: Learned

    def scores(self, question: str) -> dict[int, float]:
        """What it adds to each article."""
        return dict(zip(self.articles, map(float, self.learned.scores(question)), strict=True))


def answers(question: str, person: Person | None, language: str, *, most: int = 5) -> list[Answer]:
    """The best first, each article once; None is a guest. Drafts are never among them."""
    if not question.strip():
        return []
    shelf = (STAFF if person is not None and person.is_staff_member else READERS).get()
    if shelf is not None and not shelf.stamp[0]:
        return []
    if shelf is None:
        return _told(_by_words(question, person, most))
    return _told(_allowed(_ranked(shelf, question, language), person, most))


def _ranked(shelf: Prepared, question: str, language: str) -> list[tuple[int, float]]:
    """The best version of each article with its score, the best first; whoever may see them."""
    full = shelf.scores(question)
    experience = _experience(ArticleUse.objects.aggregate(last=Max("helped_at"))["last"])
    for article, more in (experience.scores(question) if experience else {}).items():
        full[shelf.places.get(article, [])] += more
    fitting = np.flatnonzero(full >= least())
    liked = full[fitting] + OWN_LANGUAGE * (shelf.languages[fitting] == language)
    chosen: dict[int, tuple[int, float]] = {}
    for place in np.lexsort((shelf.articles[fitting], -liked)):
        version = int(shelf.versions[fitting[place]])
        chosen.setdefault(int(shelf.articles[fitting[place]]), (version, float(liked[place])))
    return [*chosen.values()]


def _allowed(ranked: list[tuple[int, float]], person: Person | None, most: int) -> list[tuple[ArticleText, float]]:
    """The first that the person may see now, a batch at a time."""
    found: list[tuple[ArticleText, float]] = []
    batch = most * BATCH
    for start in range(0, len(ranked), batch):
        some = ranked[start : start + batch]
        texts = ArticleText.objects.visible_to(person).published().filter(live__in=[version for version, _ in some])
        known = {text.live_id: text for text in texts.select_related("live")}
        found += [(known[version], score) for version, score in some if version in known]
        if len(found) >= most:
            break
    return found[:most]


def _by_words(question: str, person: Person | None, most: int) -> list[tuple[ArticleText, float]]:
    """By the words of titles, as PostgreSQL finds them: for the first seconds of a process with much to prepare."""
    query = Wanted.of([question]).widened().some
    if not query:
        return []
    texts = ArticleText.objects.visible_to(person).published().filter(matches("live__title", query))
    best = texts.annotate(rank=weight("live__title", query)).select_related("live").order_by("-rank", "-pk")[:most]
    return [(text, least()) for text in best]


def meant(question: str, person: Person | None) -> str:
    """The question with words as they are known here, where they were mistyped: what is marked in what was found."""
    shelf = (STAFF if person is not None and person.is_staff_member else READERS).get()
    return shelf.titles.meant(question) if shelf else question


def least() -> float:
    """The score under which a text shares a word by chance, with the encoder that is installed."""
    return LEAST_MEANT if meaning() else LEAST


def _told(chosen: list[tuple[ArticleText, float]]) -> list[Answer]:
    articles = [text.article_id for text, _score in chosen]
    current = ArticleAddress.objects.filter(article__in=articles, is_current=True) if articles else ()
    slugs = {(one.article_id, one.language): one.slug for one in current}
    return [
        Answer(
            text.article_id,
            text.language,
            slugs[text.article_id, text.language],
            text.live.title,
            text.live.summary,
            text.live.body,
            score,
        )
        for text, score in chosen
        if text.live and (text.article_id, text.language) in slugs
    ]


@lru_cache(maxsize=2)
def _experience(last: datetime | None) -> _Experience | None:
    """`last` is when something was learned last: the same moment, the same experience."""
    if last is None:
        return None
    uses = ArticleUse.objects.filter(helped_at__isnull=False).order_by("-helped_at", "-id")
    answered: dict[int, list[int]] = {}
    for article, ticket in uses.values_list("article", "ticket")[:MOST_LEARNED]:
        known = answered.setdefault(article, [])
        if ticket not in known and len(known) < MOST_OF_ONE:
            known.append(ticket)
    said = embedding.requests({ticket for known in answered.values() for ticket in known})
    learned = [[said[ticket] for ticket in known if ticket in said] for known in answered.values()]
    return _Experience(tuple(answered), Learned(learned, meaning())) if any(learned) else None
