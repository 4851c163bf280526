"""Articles are written, published, taken back and restored (E1)."""

from __future__ import annotations

from itertools import chain, count

from django.db.models import Max
from django.utils.translation import gettext as _

from otklik.kernel import clock, events, ordering
from otklik.kernel.coding import latin
from otklik.kernel.text import clean, clean_line
from otklik.kernel.verbs import Refused, Stale, verb
from otklik.knowledge.markdown import LONGEST
from otklik.knowledge.models import Article, ArticleAddress, ArticleSource, ArticleText, ArticleVersion, Section
from otklik.people import rights
from otklik.people.models import Person
from otklik.tickets.models import Ticket

LONGEST_SLUG = 80
TAKEN = {"search", "lessons", "sections"}
"""Addresses of other pages beside the articles."""


@verb
def add(
    section: Section,
    *,
    language: str,
    title: str,
    summary: str = "",
    body: str = "",
    visibility: str = "everyone",
    source: Ticket | None = None,
    by: Person,
) -> ArticleText:
    """A new article, as a draft in one language."""
    rights.require(by, rights.WRITE_ARTICLES)
    order = ordering.last(Article.objects.filter(section=section))
    article = Article.objects.create(section=section, order=order, owner=by, visibility=visibility)
    events.record("article.added", by=by, noun=article)
    if source is not None:
        ArticleSource.objects.create(article=article, ticket=source)
    return write(article, language=language, title=title, summary=summary, body=body, by=by)


@verb
def write(
    article: Article,
    *,
    language: str,
    title: str,
    summary: str = "",
    body: str = "",
    seen: int | None = None,
    by: Person,
) -> ArticleText:
    """Keep what was written as the newest version, a draft; the same words twice are one version.

    `seen` is the number of the version that the writer began with: raises Stale when there is a newer one.
    """
    rights.require(by, rights.WRITE_ARTICLES)
    article = Article.objects.select_for_update().get(pk=article.pk)
    text, _fresh = ArticleText.objects.select_related("latest").get_or_create(article=article, language=language)
    newest = text.latest
    if seen is not None and seen != (newest.number if newest else 0):
        raise Stale("article.newer", _("Somebody has saved this article meanwhile. Compare, then save again."))
    words = {"title": clean_line(title)[:200], "summary": clean_line(summary)[:400], "body": clean(body).strip()}
    _refuse_bad(words)
    if newest is not None and all(getattr(newest, name) == value for name, value in words.items()):
        return text
    _keep(text, words, by)
    _touch(article)
    return text


@verb
def submit(text: ArticleText, *, by: Person) -> None:
    """Say that it may be published."""
    rights.require(by, rights.WRITE_ARTICLES)
    if text.is_draft and text.submitted_at is None:
        text.submitted_at = clock.now()
        text.save(update_fields=["submitted_at"])
        events.record("article.submitted", by=by, noun=text.article, language=text.language)


@verb
def publish(text: ArticleText, *, by: Person) -> None:
    """Show the newest version to readers, at an address made of its title; older addresses lead there."""
    rights.require(by, rights.PUBLISH_ARTICLES)
    article = Article.objects.select_for_update().get(pk=text.article_id)
    text = ArticleText.objects.select_related("latest").get(pk=text.pk)
    if text.latest is None or not text.latest.body:
        raise Refused("article.empty", _("There is nothing to publish yet."))
    text.live, text.submitted_at = text.latest, None
    text.published_at = text.published_at or clock.now()
    text.save(update_fields=["live", "submitted_at", "published_at"])
    _address(article, text.language, text.latest.title)
    _touch(article)
    number = text.latest.number
    events.record("article.published", by=by, noun=article, language=text.language, number=number)


@verb
def withdraw(text: ArticleText, *, by: Person) -> None:
    """Show it to readers no more; it stays a draft."""
    rights.require(by, rights.PUBLISH_ARTICLES)
    if text.live_id is not None:
        text.live = None
        text.save(update_fields=["live"])
        _touch(text.article)
        events.record("article.withdrawn", by=by, noun=text.article, language=text.language)


@verb
def restore(version: ArticleVersion, *, by: Person) -> ArticleText:
    """Begin again with the words of an old version: they become the newest draft."""
    text = version.text
    article, language = text.article, text.language
    return write(article, language=language, title=version.title, summary=version.summary, body=version.body, by=by)


@verb
def archive(article: Article, *, is_archived: bool, by: Person) -> None:
    """Put the article away for everybody, or take it back."""
    rights.require(by, rights.PUBLISH_ARTICLES)
    article.archived_at = clock.now() if is_archived else None
    article.save(update_fields=["archived_at"])
    _touch(article)
    events.record("article.changed", by=by, noun=article)


def _refuse_bad(words: dict[str, str]) -> None:
    if not words["title"]:
        raise Refused("article.title", _("An article needs a title."), name="title")
    if len(words["body"]) > LONGEST:
        raise Refused("article.long", _("The text is too long. Make two articles of it."), name="body")


def _keep(text: ArticleText, words: dict[str, str], by: Person) -> None:
    number = (text.versions.aggregate(most=Max("number"))["most"] or 0) + 1
    text.latest = ArticleVersion.objects.create(text=text, number=number, by=by, at=clock.now(), **words)
    text.save(update_fields=["latest"])
    events.record("article.written", by=by, noun=text.article, language=text.language, number=number)


def _address(article: Article, language: str, title: str) -> None:
    base = latin(title)[:LONGEST_SLUG].strip("-") or "article"
    mine = ArticleAddress.objects.filter(article=article, language=language)
    current = mine.filter(is_current=True).first()
    if current is not None and current.slug.rstrip("-0123456789") == base.rstrip("-0123456789"):
        return
    mine.update(is_current=False)
    others = ArticleAddress.objects.filter(language=language, slug__startswith=base).exclude(article=article)
    taken = set(others.values_list("slug", flat=True)) | TAKEN
    slug = next(one for one in chain([base], (f"{base}-{number}" for number in count(2))) if one not in taken)
    ArticleAddress.objects.update_or_create(
        language=language, slug=slug, defaults={"article": article, "is_current": True}
    )


def _touch(article: Article) -> None:
    article.changed_at = clock.now()
    article.save(update_fields=["changed_at"])
