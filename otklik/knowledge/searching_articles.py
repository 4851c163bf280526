"""Articles found by a question, however it is typed: by title and summary, then by what they say.

What a reader may see is prepared once for everybody who may see the same, and kept until something is published.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import Max

from otklik.knowledge import embedding
from otklik.knowledge.encoding import meaning
from otklik.knowledge.models import ArticleAddress, ArticleText, ArticleUse, ArticleVersion
from otklik.knowledge.similarity import MEANING, Collection, Known, Learned, Scores
from otklik.people.models import Person

MOST_LEARNED, MOST_OF_ONE = 3000, 20
"""Answers that articles learn from, the last that helped; of them, for one article."""
MOST = 5000
"""Texts that are ranked: the last published."""
BODY = 1500
"""Characters of a body that are read."""
BODY_WEIGHT = 0.3
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
class _Prepared:
    titles: Known
    bodies: Collection

    def scores(self, question: str) -> Scores:
        """By all that is installed for titles and summaries, by words for bodies."""
        return self.titles.scores(question) + BODY_WEIGHT * self.bodies.scores(question)


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
    visible = ArticleText.objects.visible_to(person).published().order_by("-published_at", "-pk")
    texts = list(visible.values_list("live", "article", "language")[:MOST])
    if not texts or not question.strip():
        return []
    scores = _prepared(tuple(version for version, _article, _language in texts)).scores(question)
    experience = _experience(ArticleUse.objects.aggregate(last=Max("helped_at"))["last"])
    before = experience.scores(question) if experience else {}
    enough = least()
    nearest: dict[int, tuple[float, int, str]] = {}
    for score, (version, article, written_in) in zip(scores, texts, strict=True):
        full = float(score) + before.get(article, 0.0)
        candidate = (full + OWN_LANGUAGE * (written_in == language), version, written_in)
        if full >= enough and candidate > nearest.get(article, (0.0, 0, "")):
            nearest[article] = candidate
    chosen = sorted(nearest.items(), key=lambda item: (-item[1][0], item[0]))[:most]
    return _told(chosen)


def least() -> float:
    """The score under which a text shares a word by chance, with the encoder that is installed."""
    return LEAST_MEANT if meaning() else LEAST


def _told(chosen: list[tuple[int, tuple[float, int, str]]]) -> list[Answer]:
    versions = ArticleVersion.objects.in_bulk([version for _article, (_score, version, _language) in chosen])
    current = ArticleAddress.objects.filter(article__in=[article for article, _best in chosen], is_current=True)
    slugs = {
        (article, language): slug for article, language, slug in current.values_list("article", "language", "slug")
    }
    return [
        Answer(
            article,
            language,
            slugs[article, language],
            versions[version].title,
            versions[version].summary,
            versions[version].body,
            score,
        )
        for article, (score, version, language) in chosen
        if (article, language) in slugs
    ]


@lru_cache(maxsize=8)
def _prepared(versions: tuple[int, ...]) -> _Prepared:
    found = ArticleVersion.objects.in_bulk(versions)
    said = [found[one] for one in versions]
    return _Prepared(
        Known([f"{one.title}. {one.summary}" for one in said]),
        Collection([one.body[:BODY] for one in said], letters=False),
    )


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
