"""Templates and styles: they compile, carry nothing inline, say nothing untranslated, take colours from tokens."""

import re

import pytest

from tests.architecture.pages import bare_words, environment, markup, static, templates
from tests.architecture.source import CODE, none_of

INLINE = re.compile(
    r"""<style|<script(?![^>]*\ssrc=)(?![^>]*type="application/(?:ld\+)?json")|\sstyle=|\son\w+=|javascript:|\shx-on|"js:|hx-trigger="[^"]*\[""",
    re.IGNORECASE,
)
UNESCAPED = re.compile(r"\|\s*safe\b|autoescape false")
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch)\(", re.IGNORECASE)
CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
NAMES = {"Ctrl", "Shift", "Alt", "Esc"}  # words that are the same in every language
FIRST_TAG = re.compile(r"<[a-z][^>]*>")


@pytest.mark.parametrize("page", templates(), ids=lambda page: page.name)
def test_a_template_compiles(page):
    environment().get_template(page.name)


def test_a_page_carries_no_style_or_script_of_its_own():
    """F3."""
    none_of(
        f"{page.name}: {found[0].strip()}"
        for page in templates()
        if not page.is_letter
        for found in INLINE.finditer(page.text)
    )


def test_nothing_is_put_into_a_page_unescaped():
    none_of(f"{page.name}: {found[0]}" for page in templates() for found in UNESCAPED.finditer(page.text))


def test_a_page_says_nothing_untranslated():
    """F29, by reading; the pseudo-locale walk finds the rest."""
    none_of(
        f"{page.name}: {word}"
        for page in templates()
        if page.path.suffix == ".html" and not page.name.startswith("ui/kit")  # samples, not the interface
        for word in bare_words(markup(page))
        if word not in NAMES
    )


def test_a_fragment_has_a_root_with_an_id():
    """STYLE: one root element whose id the server also knows."""
    none_of(
        f"{page.name}: {first[0] if first else 'no element'}"
        for page in templates()
        if page.is_fragment and not page.is_letter
        for first in [FIRST_TAG.search(markup(page))]
        if not first or " id=" not in first[0]
    )


def test_colours_come_from_tokens():
    """DESIGN §2: `tokens.css` is the only place for raw colours."""
    none_of(
        f"{path.relative_to(CODE)}: {found[0]}"
        for path in static(".css")
        if path.name != "tokens.css"
        for found in COLOUR.finditer(CSS_COMMENT.sub("", path.read_text()))
    )
