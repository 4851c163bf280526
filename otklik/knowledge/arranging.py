"""Where articles lie, who may read them, what they show, which old addresses lead to them (E1)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import BinaryIO

from django.utils.translation import gettext as _

from otklik.kernel import audit, clock, coding, files, ordering
from otklik.kernel.text import clean_line
from otklik.kernel.translated import Translated
from otklik.kernel.verbs import Refused, verb
from otklik.knowledge.models import Article, ArticleAddress, ArticleImage, Section
from otklik.people import rights
from otklik.people.models import Organization, Person

DEEPEST = 3
"""Levels of sections."""


@verb
def add_section(name: Mapping[str, str], *, parent: Section | None = None, by: Person) -> Section:
    """One more shelf."""
    rights.require(by, rights.PUBLISH_ARTICLES)
    _refuse_depth(None, parent)
    order = ordering.last(Section.objects.filter(parent=parent))
    code = coding.code(Section, name, longest=40)
    section = Section.objects.create(code=code, name=name, parent=parent, order=order)
    audit.changed("section.added", by=by, noun=section, after=_shown(section))
    return section


@verb
def change_section(section: Section, name: Mapping[str, str], *, parent: Section | None, by: Person) -> None:
    """Call it otherwise, or put it elsewhere."""
    rights.require(by, rights.PUBLISH_ARTICLES)
    _refuse_depth(section, parent)
    before = _shown(section)
    section.name, section.parent, section.changed_at = Translated.of(name), parent, clock.now()
    section.save()
    audit.changed("section.changed", by=by, noun=section, before=before, after=_shown(section))


@verb
def move_section(section: Section, *, up: bool, by: Person) -> None:
    """Let it change places with its neighbour."""
    rights.require(by, rights.PUBLISH_ARTICLES)
    was = section.order
    if ordering.move(section, Section.objects.filter(parent=section.parent_id), up=up):
        section.refresh_from_db()
        section.changed_at = clock.now()
        section.save(update_fields=["changed_at"])
        after = {"order": section.order}
        audit.changed("section.changed", by=by, noun=section, before={"order": was}, after=after)


@verb
def remove_section(section: Section, *, by: Person) -> None:
    """Take away an empty shelf."""
    rights.require(by, rights.PUBLISH_ARTICLES)
    if section.articles.exists() or section.children.exists():
        raise Refused("section.full", _("There are articles or sections in it. Move them first."))
    Section.objects.exclude(pk=section.pk).update(changed_at=clock.now())
    audit.changed("section.removed", by=by, noun=section, before=_shown(section))
    section.delete()


@verb
def place(
    article: Article,
    *,
    section: Section,
    visibility: str,
    organizations: Collection[Organization] = (),
    owner: Person | None = None,
    review_by: date | None = None,
    related: Collection[Article] = (),
    by: Person,
) -> None:
    """Say where the article lies, who may read it, who keeps it true, and until when it was looked at."""
    rights.require(by, rights.PUBLISH_ARTICLES)
    before = _placed(article)
    if article.section_id != section.pk:
        article.order = ordering.last(Article.objects.filter(section=section))
    article.section, article.visibility, article.owner, article.review_by = section, visibility, owner, review_by
    article.changed_at = clock.now()
    article.save()
    article.organizations.set(organizations)
    article.related.set([one for one in related if one.pk != article.pk])
    audit.changed("article.changed", by=by, noun=article, before=before, after=_placed(article))


@verb
def move(article: Article, *, up: bool, by: Person) -> None:
    """Let it change places with its neighbour on the shelf."""
    rights.require(by, rights.PUBLISH_ARTICLES)
    was = article.order
    if ordering.move(article, Article.objects.filter(section=article.section_id), up=up):
        article.refresh_from_db()
        article.changed_at = clock.now()
        article.save(update_fields=["changed_at"])
        audit.changed("article.changed", by=by, noun=article, before={"order": was}, after={"order": article.order})


@verb
def lead_here(article: Article, language: str, address: str, *, by: Person) -> None:
    """Let an old address, the last part of it, lead to the article."""
    rights.require(by, rights.PUBLISH_ARTICLES)
    slug = coding.latin(clean_line(address).rstrip("/").rpartition("/")[2])[:100]
    if not slug:
        raise Refused("address.empty", _("There is no address in it."), name="address")
    if ArticleAddress.objects.filter(language=language, slug=slug).exists():
        raise Refused("address.taken", _("This address leads somewhere already."), name="address")
    ArticleAddress.objects.create(article=article, language=language, slug=slug, is_current=False)


@verb
def show(article: Article, content: BinaryIO, name: str, *, by: Person) -> ArticleImage:
    """Keep a picture for the texts of the article. Raises Refused for what is no picture, FileTooLarge."""
    rights.require(by, rights.WRITE_ARTICLES)
    name = files.clean_name(name)
    file = files.store(content, name)
    if not file.is_inline_image:
        raise Refused("image.none", _("This is no PNG, JPEG, GIF or WebP picture."))
    return ArticleImage.objects.create(article=article, file=file, name=name)


def _refuse_depth(section: Section | None, parent: Section | None) -> None:
    levels, one = 1, parent
    while one is not None:
        if section is not None and one.pk == section.pk:
            raise Refused("section.circle", _("A section cannot lie in itself."), name="parent")
        levels, one = levels + 1, one.parent
    if levels + (_height(section) if section else 0) > DEEPEST:
        raise Refused("section.deep", _("Sections go three levels deep, no further."), name="parent")


def _height(section: Section) -> int:
    return max((1 + _height(child) for child in section.children.all()), default=0)


def _shown(section: Section) -> dict[str, object]:
    return {"name": dict(section.name), "parent": section.parent_id}


def _placed(article: Article) -> dict[str, object]:
    return {
        "section": article.section_id,
        "visibility": article.visibility,
        "owner": article.owner_id,
        "review_by": article.review_by.isoformat() if article.review_by else None,
    }
