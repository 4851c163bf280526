"""What the rooms of articles show: the shelves with everything on them, one text with its versions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Prefetch

from otklik.kernel import clock
from otklik.knowledge import judging
from otklik.knowledge.models import Article, ArticleText, Section
from otklik.people.models import Person
from otklik.ui.formats import Stamp, Words

FILTERS = ("drafts", "submitted", "review", "archive")


@dataclass(frozen=True, slots=True)
class InLanguage:
    """A text in the list: `state` is "live", "changed", "draft" or "none"."""

    code: str
    state: str
    is_submitted: bool


@dataclass(frozen=True, slots=True)
class Row:
    """An article in the list."""

    pk: int
    title: str
    language: str
    texts: tuple[InLanguage, ...]
    visibility: str
    audience: str
    owner: str
    is_due: bool
    changed: Stamp
    helped: int
    failed: int


def tree() -> list[tuple[Section, int]]:
    """Every section with its depth, in order."""
    rows = list(Section.objects.all())

    def below(parent: int | None, depth: int) -> list[tuple[Section, int]]:
        found = []
        for one in rows:
            if one.parent_id == parent:
                found += [(one, depth), *below(one.pk, depth + 1)]
        return found

    return below(None, 0)


def rows(person: Person, words: Words, *, only: str = "", text: str = "") -> dict[int, list[Row]]:
    """The articles by the id of their section."""
    texts = ArticleText.objects.visible_to(person).select_related("latest").order_by("language")
    found = Article.objects.visible_to(person).select_related("owner").prefetch_related(Prefetch("texts", texts))
    articles = [one for one in _chosen(found, only) if _fits(one, text)]
    counts = judging.counted(one.pk for article in articles for one in article.texts.all())
    made: dict[int, list[Row]] = {}
    for article in articles:
        made.setdefault(article.section_id, []).append(_row(article, words, counts))
    return made


def title(texts: Iterable[ArticleText], language: str) -> tuple[str, str]:
    """(title, its language): in the reader's language, or in any."""
    known = {one.language: one.latest.title for one in texts if one.latest}
    code = language if language in known else next(iter(known), language)
    return known.get(code, "—"), code


def _chosen(found: Any, only: str) -> Any:
    if only == "archive":
        return found.filter(archived_at__isnull=False)
    found = found.filter(archived_at__isnull=True)
    if only == "review":
        return found.filter(review_by__lte=clock.now().date())
    if only == "drafts":
        return (one for one in found if any(text.is_draft for text in one.texts.all()))
    if only == "submitted":
        return (one for one in found if any(text.submitted_at for text in one.texts.all()))
    return found


def _fits(article: Article, text: str) -> bool:
    wanted = text.casefold()
    return not wanted or any(wanted in one.latest.title.casefold() for one in article.texts.all() if one.latest)


def _row(article: Article, words: Words, counts: dict[int, tuple[int, int]]) -> Row:
    texts = {one.language: one for one in article.texts.all()}
    name, language = title(texts.values(), words.language)
    opinions = [counts.get(one.pk, (0, 0)) for one in texts.values()]
    return Row(
        pk=article.pk,
        title=name,
        language=language,
        texts=tuple(in_language(code, texts.get(code)) for code, _name in settings.LANGUAGES),
        visibility=article.visibility,
        audience=article.get_visibility_display(),
        owner=article.owner.name if article.owner else "",
        is_due=article.review_by is not None and article.review_by <= clock.now().date(),
        changed=words.stamp(article.changed_at),
        helped=sum(yes for yes, _no in opinions),
        failed=sum(no for _yes, no in opinions),
    )


def in_language(code: str, text: ArticleText | None) -> InLanguage:
    """How far the text of an article in this language is."""
    if text is None:
        return InLanguage(code, "none", False)
    state = "draft" if text.live_id is None else "changed" if text.is_draft else "live"
    return InLanguage(code, state, text.submitted_at is not None)
