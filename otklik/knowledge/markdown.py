"""Markdown of articles as safe HTML: CommonMark with tables, cleaned once more after it is made (F3)."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

from otklik.kernel.coding import latin
from otklik.kernel.text import clean

LONGEST = 100_000
"""Letters of one text."""

TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "pre", "code", "strong", "em", "s", "a"),
    *("img", "table", "thead", "tbody", "tr", "th", "td", "div", "kbd"),
}
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "loading"},
    "ol": {"start"},
    "h2": {"id"},
    "h3": {"id"},
    "pre": {"tabindex"},
    "div": {"class", "tabindex"},
    "th": {"scope"},
}
IMAGE = re.compile(r"image:(\d{1,18})")
SHOWN = re.compile(r'src="image:(\d{1,18})"')
FOREIGN = re.compile(r"<img(?![^>]* src=)[^>]*>")
HEADING = re.compile(r"<h([1-6])>(.*?)</h\1>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")

Images = Callable[[int], str]


@dataclass(frozen=True)
class Rendered:
    """An article as HTML, and its chapters: (anchor, heading)."""

    html: Markup
    chapters: tuple[tuple[str, str], ...]


def image_address(pk: int) -> str:
    """Where a picture of an article is."""
    return f"/help/images/{pk}/"


def render(body: str, images: Images = image_address) -> Rendered:
    """The article; `images` tells the address of a picture by its id. Raw HTML in the text is shown as it is typed."""
    made, chapters = _rendered(clean(body)[:LONGEST])
    shown = SHOWN.sub(lambda found: f'src="{images(int(found[1]))}"', made)
    return Rendered(Markup(shown), chapters)  # noqa: S704  cleaned


def plain(body: str) -> str:
    """The words of a Markdown text without its marks, for snippets, search and machines."""
    made, _chapters = _rendered(clean(body)[:LONGEST])
    return " ".join(html.unescape(TAG.sub(" ", made)).split())


@lru_cache(maxsize=256)
def _rendered(body: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    chapters: list[tuple[str, str]] = []
    made = HEADING.sub(lambda found: _heading(found, chapters), _parser().render(body))
    made = made.replace("<pre>", '<pre tabindex="0">').replace("<th>", '<th scope="col">')
    made = made.replace("<img ", '<img loading="lazy" ')
    made = made.replace("<table>", '<div class="table-wrap" tabindex="0"><table>').replace("</table>", "</table></div>")
    return _safe(made), tuple(chapters)


def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).enable(["table", "strikethrough"])


def _heading(found: re.Match[str], chapters: list[tuple[str, str]]) -> str:
    """The title of the page is its only h1: whatever heading is highest in a text becomes h2, h3 at most below it."""
    level = min(max(int(found[1]), 2), 4)
    if level == 4:
        return f"<h4>{found[2]}</h4>"
    words = " ".join(html.unescape(TAG.sub("", found[2])).split())
    anchor = latin(words)[:40].strip("-") or "part"
    anchor = f"{anchor}-{len(chapters) + 1}"
    if level == 2:
        chapters.append((anchor, words))
    return f'<h{level} id="{anchor}">{found[2]}</h{level}>'


def _safe(made: str) -> str:
    cleaned = nh3.clean(
        made,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "tel", "image"},
        link_rel="noopener",
    )
    return FOREIGN.sub("", cleaned)


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Pictures are our own; a class is the one that we gave."""
    if name == "src":
        return value if IMAGE.fullmatch(value) else None
    if name == "class":
        return value if value == "table-wrap" else None
    return value
