"""What a reader finds: the shelves that are not empty for them, articles in their language, what lies near by (E1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Count, Max

from otklik.knowledge.models import Article, ArticleAddress, ArticleText, Lesson, Section
from otklik.people.company import LANGUAGE
from otklik.people.models import Person

LANGUAGES = ("ru", "uk", "en")


@dataclass(frozen=True, slots=True)
class Leaf:
    """An article on a shelf. `language` is that of the text, which may not be the reader's."""

    article: int
    language: str
    slug: str
    title: str
    summary: str


@dataclass(slots=True)
class Shelf:
    """A section with what the reader may see of it."""

    code: str
    name: str
    pk: int
    parent: int | None
    leaves: list[Leaf] = field(default_factory=list)
    shelves: list[Shelf] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Articles here and on the shelves below."""
        return len(self.leaves) + sum(one.count for one in self.shelves)

    def all_leaves(self) -> Iterator[Leaf]:
        """Articles here, then those below."""
        yield from self.leaves
        for one in self.shelves:
            yield from one.all_leaves()


def shelves(person: Person | None, language: str) -> list[Shelf]:
    """The tree for this reader: only shelves that hold something. Three queries, whatever it holds."""
    known = {row.pk: Shelf(row.code, row.name.to(language), row.pk, row.parent_id) for row in Section.objects.all()}
    for section, leaf in _leaves(person, language):
        known[section].leaves.append(leaf)
    for one in known.values():
        if one.parent in known:
            known[one.parent].shelves.append(one)
    roots = [one for one in known.values() if one.parent is None]
    return _filled(roots)


def way_to(tree: Iterable[Shelf], section: int) -> list[Shelf]:
    """The shelves from the root down to this section; empty when the reader does not see it."""
    for one in tree:
        if one.pk == section:
            return [one]
        if below := way_to(one.shelves, section):
            return [one, *below]
    return []


def published(person: Person | None, language: str, articles: Iterable[int] | None = None) -> list[Leaf]:
    """Articles as the reader finds them, in their order; of these ids only, if given."""
    return [leaf for _section, leaf in _leaves(person, language, articles)]


def stamp() -> str:
    """Changes whenever anything that readers see does."""
    articles = Article.objects.aggregate(latest=Max("changed_at"), count=Count("pk"))
    sections = Section.objects.aggregate(latest=Max("changed_at"), count=Count("pk"))
    lessons = Lesson.objects.aggregate(latest=Max("changed_at"), count=Count("pk"))
    return repr([*articles.values(), *sections.values(), *lessons.values()])


def _leaves(person: Person | None, language: str, articles: Iterable[int] | None = None) -> Iterator[tuple[int, Leaf]]:
    texts = ArticleText.objects.visible_to(person).published()
    if articles is not None:
        texts = texts.filter(article__in=list(articles))
    found: dict[int, ArticleText] = {}
    wanted = [language, str(LANGUAGE.value), *LANGUAGES]
    rows = texts.select_related("live", "article").order_by("article__order", "article_id", "language")
    for text in rows:
        other = found.get(text.article_id)
        if other is None or wanted.index(text.language) < wanted.index(other.language):
            found[text.article_id] = text
    slugs = _slugs(found.values())
    for text in found.values():
        assert text.live is not None
        slug = slugs[text.article_id, text.language]
        yield text.article.section_id, Leaf(text.article_id, text.language, slug, text.live.title, text.live.summary)


def _slugs(texts: Iterable[ArticleText]) -> dict[tuple[int, str], str]:
    ids = [text.article_id for text in texts]
    rows = ArticleAddress.objects.filter(article__in=ids, is_current=True)
    return {(row.article_id, row.language): row.slug for row in rows}


def _filled(found: list[Shelf]) -> list[Shelf]:
    for one in found:
        one.shelves = _filled(one.shelves)
    return [one for one in found if one.count]
