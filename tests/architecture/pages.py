"""Templates, styles and scripts as text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path

from django.template import engines
from jinja2 import Environment, nodes

from tests.architecture.source import CODE

HOLE = "\N{WHITE SQUARE}"
SAID_ATTRIBUTES = {"title", "placeholder", "alt", "aria-label", "aria-description", "content", "label", "value"}
ATTRIBUTE_BLOCKS = ("_class", "_width")  # blocks that a base template puts into an attribute
SILENT_ELEMENTS = {"script", "style", "kbd", "code"}


@dataclass(frozen=True)
class Page:
    """One template: `name` is what a view asks for."""

    name: str
    path: Path

    @property
    def text(self) -> str:
        return self.path.read_text()

    @property
    def is_letter(self) -> bool:
        """E-mail is a different medium: inline styles, no scripts (DESIGN §8)."""
        return {"email", "letters"} & set(self.path.parts) != set()

    @property
    def is_fragment(self) -> bool:
        return self.path.name.startswith("_") and "{% macro" not in self.text


def environment() -> Environment:
    return engines["jinja2"].env  # type: ignore[attr-defined, no-any-return]


@lru_cache(maxsize=1)
def templates() -> tuple[Page, ...]:
    """Every template of ours."""
    folders = sorted(CODE.rglob("templates"))
    return tuple(
        Page(path.relative_to(folder).as_posix(), path)
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".html", ".txt", ".xml")
    )


def static(suffix: str) -> Iterator[Path]:
    """Our own static files of a kind; vendored ones are another's."""
    return (path for path in sorted(CODE.rglob(f"static/**/*{suffix}")) if "vendor" not in path.parts)


def markup(page: Page) -> str:
    """The template's HTML with a hole where something is put in; words that go through gettext are holes too."""
    return "".join(_pieces(environment().parse(page.text)))


def _pieces(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Block) and node.name.endswith(ATTRIBUTE_BLOCKS):
        return
    if isinstance(node, nodes.Output):
        yield from (part.data if isinstance(part, nodes.TemplateData) else HOLE for part in node.nodes)
    else:
        for child in node.iter_child_nodes():
            yield from _pieces(child)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        if tag != "meta":
            said = SAID_ATTRIBUTES - (set() if _says_its_value(tag, attrs) else {"value"})
            self.found += [value for name, value in attrs if name in said and value]

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not SILENT_ELEMENTS & set(self.open):
            self.found.append(data)


def _says_its_value(tag: str, attrs: list[tuple[str, str | None]]) -> bool:
    """A field shows its value; a button and an option show what is in them, the others nothing."""
    return tag == "input" and dict(attrs).get("type") not in ("hidden", "checkbox", "radio")


def said_words(html: str) -> list[str]:
    """The texts that a reader would see or hear."""
    words = _Words()
    words.feed(html)
    return words.found


def bare_words(html: str) -> list[str]:
    """Words in the markup of a template: a reader would see them and no catalogue knows them."""
    return [word for text in said_words(html) for word in re.findall(r"[^\W\d_]{2,}", text)]
