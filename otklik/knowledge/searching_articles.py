"""Articles found by a question, however it is typed: by title and summary, then by what they say.

What a reader may see is prepared once for everybody who may see the same, and kept until something is published.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from otklik.knowledge.encoding import meaning
from otklik.knowledge.models import ArticleAddress, ArticleText, ArticleVersion
from otklik.knowledge.similarity import MEANING, Collection, Known, Scores
from otklik.people.models import Person

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


def answers(question: str, person: Person | None, language: str, *, most: int = 5) -> list[Answer]:
    """The best first, each article once; None is a guest. Drafts are never among them."""
    visible = ArticleText.objects.visible_to(person).published().order_by("-published_at", "-pk")
    texts = list(visible.values_list("live", "article", "language")[:MOST])
    if not texts or not question.strip():
        return []
    scores = _prepared(tuple(version for version, _article, _language in texts)).scores(question)
    least = LEAST_MEANT if meaning() else LEAST
    nearest: dict[int, tuple[float, int, str]] = {}
    for score, (version, article, written_in) in zip(scores, texts, strict=True):
        candidate = (float(score) + OWN_LANGUAGE * (written_in == language), version, written_in)
        if score >= least and candidate > nearest.get(article, (0.0, 0, "")):
            nearest[article] = candidate
    chosen = sorted(nearest.items(), key=lambda item: (-item[1][0], item[0]))[:most]
    return _told(chosen)


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
