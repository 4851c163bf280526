"""What pages of articles show: the text, its chapters, what lies near by, and what machines read of it (E1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse

from otklik.kernel.text import snippet
from otklik.knowledge import learning, reading
from otklik.knowledge.markdown import Rendered, plain, render
from otklik.knowledge.models import ArticleText
from otklik.knowledge.reading import Leaf, Shelf
from otklik.people import rights
from otklik.people.models import Person
from otklik.ui import company
from otklik.ui.formats import Stamp, Words

NEAR = 6
"""Articles of the same section shown beside one that names no others."""


@dataclass(frozen=True, slots=True)
class Other:
    """The same page in another language."""

    code: str
    name: str
    url: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One article for one reader. `facts` is schema.org's."""

    title: str
    summary: str
    description: str
    language: str
    rendered: Rendered
    changed: Stamp
    by: str
    way: list[Shelf]
    near: list[Leaf]
    others: list[Other]
    canonical: str
    opinion: str
    editor: str
    facts: list[dict[str, Any]]
    lessons: list[tuple[str, str]]


def absolute(path: str) -> str:
    """The address as the world knows it (F27)."""
    return settings.SITE_URL + path


def around(lang: str, name: str, **kwargs: str) -> dict[str, Any]:
    """What every page of the help needs: its address in each language."""
    there = {code: reverse(name, kwargs={"lang": code, **kwargs}) for code, _name in settings.LANGUAGES}
    others = [Other(code, title, there[code], code == lang) for code, title in settings.LANGUAGES]
    return {"others": others, "canonical": absolute(there[lang])}


def flat(tree: Iterable[Shelf]) -> Iterator[Shelf]:
    """Every shelf of the tree."""
    for one in tree:
        yield one
        yield from flat(one.shelves)


def page(text: ArticleText, person: Person | None, words: Words) -> Page:
    """The article, prepared."""
    live, lang = text.live, text.language
    assert live is not None
    slugs = dict(text.article.addresses.filter(is_current=True).values_list("language", "slug"))
    way = reading.way_to(reading.shelves(person, lang), text.article.section_id)
    path = reverse("portal:article", args=[lang, slugs[lang]])
    description = live.summary or snippet(plain(live.body))
    may_write = person is not None and person.may(rights.WRITE_ARTICLES)
    return Page(
        title=live.title,
        summary=live.summary,
        description=description,
        language=lang,
        rendered=render(live.body),
        changed=words.stamp(live.at),
        by=live.by.first_name if live.by else "",
        way=way,
        near=_near(text, person, way),
        others=_others(text, person, slugs),
        canonical=absolute(path),
        opinion="" if person and person.is_staff_member else reverse("portal:opinion", args=[lang, slugs[lang]]),
        editor=reverse("manage:article_text", args=[text.article_id, lang]) if may_write else "",
        facts=[_facts(text, description, absolute(path)), _crumbs(way, lang, live.title)],
        lessons=[
            (name, reverse("portal:lesson_step", args=[lang, code, pk]))
            for code, name, pk in learning.holding(text.article_id, person, lang)
        ],
    )


def _near(text: ArticleText, person: Person | None, way: list[Shelf]) -> list[Leaf]:
    """Articles that the writer named; else others of the section."""
    chosen = list(text.article.related.values_list("pk", flat=True))
    if chosen:
        return reading.published(person, text.language, chosen)
    return [leaf for leaf in (way[-1].leaves if way else []) if leaf.article != text.article_id][:NEAR]


def _others(text: ArticleText, person: Person | None, slugs: dict[str, str]) -> list[Other]:
    known = ArticleText.objects.visible_to(person).published().filter(article=text.article_id)
    there = set(known.values_list("language", flat=True)) & slugs.keys()
    return [
        Other(code, name, reverse("portal:article", args=[code, slugs[code]]), code == text.language)
        for code, name in settings.LANGUAGES
        if code in there
    ]


def _facts(text: ArticleText, description: str, url: str) -> dict[str, Any]:
    assert text.live is not None
    assert text.published_at is not None
    return {
        "@context": "https://schema.org",
        "@type": "TechArticle",
        "headline": text.live.title,
        "description": description,
        "inLanguage": text.language,
        "datePublished": text.published_at.isoformat(),
        "dateModified": text.live.at.isoformat(),
        "mainEntityOfPage": url,
        "publisher": {"@type": "Organization", "name": company.company().name},
    }


def _crumbs(way: list[Shelf], lang: str, title: str) -> dict[str, Any]:
    steps = [(one.name, absolute(reverse("portal:help_section", args=[lang, one.code]))) for one in way]
    items = [
        {"@type": "ListItem", "position": place, "name": name, "item": url}
        for place, (name, url) in enumerate(steps, 1)
    ]
    items.append({"@type": "ListItem", "position": len(items) + 1, "name": title})
    return {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items}
