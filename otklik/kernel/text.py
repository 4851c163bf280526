"""What people type: cleaned once on the way in, shown safely on the way out."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby

from markupsafe import Markup, escape

# Controls but tab and newline, lone surrogates, bidi embeddings, overrides and isolates (CVE-2021-42574), BOM.
_UNWANTED = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
_NEWLINES = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_ALPHABET = {
    letter: chr(0x430 + place) for place, letter in enumerate("абвгґдеёєжзиіїйклмнопрстуфхцчшщъыьэюя")
}  # Ukrainian letters stand by their neighbours


def clean(text: str) -> str:
    """The text as it may be stored: newlines only as LF, no NUL, surrogates, controls or bidi overrides; NFC."""
    return unicodedata.normalize("NFC", _UNWANTED.sub("", _NEWLINES.sub("\n", text)))


def clean_line(text: str) -> str:
    """`clean`, on one line, with single spaces."""
    return " ".join(clean(text).split())


def first_line(text: str, limit: int = 120) -> str:
    """The first line that says something, cut at a word to `limit` characters."""
    return _cut(next((line for line in map(clean_line, text.splitlines()) if line), ""), limit)


def snippet(text: str, limit: int = 160) -> str:
    """The beginning of the text on one line, cut at a word to `limit` characters."""
    return _cut(clean_line(text[: limit * 4]), limit)


def sort_key(name: str) -> str:
    """A key by which plain comparison sorts names as people do: Ё after Е, accents and punctuation aside (F19)."""
    letters = "".join(_sorted_as(letter) for letter in unicodedata.normalize("NFC", name).lower())
    return " ".join(letters.split())


def to_html(text: str) -> Markup:
    """Safe HTML of a typed text: paragraphs, line breaks, links, `code`, ```blocks```, lists and **bold**.

    Whatever is not made here is escaped; work is linear in the length of the text.
    """
    return Markup("\n").join(_blocks(clean(text)))


def _sorted_as(letter: str) -> str:
    if letter in _ALPHABET:
        return _ALPHABET[letter]
    parts = unicodedata.normalize("NFKD", letter)
    return "".join(part if part.isalnum() else " " for part in parts if not unicodedata.combining(part))


def _cut(line: str, limit: int) -> str:
    if len(line) <= limit:
        return line
    whole, space, _ = line[:limit].rpartition(" ")
    return (whole if space and len(whole) > limit // 2 else line[: limit - 1]).rstrip(" ,;:—-") + "…"


_FENCE = re.compile(r"^```[\w+-]*[ \t]*\n(.*?)(?:^```[ \t]*$\n?|\Z)", re.MULTILINE | re.DOTALL)
_ITEM = re.compile(r"\s{0,3}(?:[-*•]|(\d{1,3})[.)])[ \t]+(?=\S)")
_INLINE = re.compile(r"`([^`\n]+)`|\*\*([^*\n]+)\*\*|(https?://[^\s<>\"`*]{1,2000})")


def _blocks(text: str) -> Iterator[Markup]:
    place = 0
    for fence in _FENCE.finditer(text):
        yield from _paragraphs(text[place : fence.start()])
        yield Markup("<pre><code>{}</code></pre>").format(fence[1].rstrip("\n"))
        place = fence.end()
    yield from _paragraphs(text[place:])


def _paragraphs(text: str) -> Iterator[Markup]:
    for part in re.split(r"\n[ \t]*\n", text):
        lines = [line.rstrip() for line in part.strip("\n").split("\n")]
        for kind, group in groupby(lines, _kind):
            together = [*group]
            yield from _list(kind, together) if kind else _paragraph(together)


def _kind(line: str) -> str:
    item = _ITEM.match(line)
    return "" if not item else "ol" if item[1] else "ul"


def _list(kind: str, lines: list[str]) -> Iterator[Markup]:
    items = Markup("").join(Markup("<li>{}</li>").format(_inline(_ITEM.sub("", line, count=1))) for line in lines)
    first = _ITEM.match(lines[0])
    start = Markup(' start="{}"').format(int(first[1])) if first and first[1] and int(first[1]) != 1 else ""
    yield Markup("<{}{}>{}</{}>").format(kind, start, items, kind)


def _paragraph(lines: list[str]) -> Iterator[Markup]:
    if any(lines):
        yield Markup("<p>{}</p>").format(Markup("<br>").join(_inline(line) for line in lines))


def _inline(line: str) -> Markup:
    made = []
    place = 0
    for found in _INLINE.finditer(line):
        made.append(escape(line[place : found.start()]))
        made.append(_made(found))
        place = found.end()
    return Markup("").join([*made, escape(line[place:])])


def _made(found: re.Match[str]) -> Markup:
    code, bold, address = found.groups()
    if code:
        return Markup("<code>{}</code>").format(code)
    if bold:
        return Markup("<strong>{}</strong>").format(_inline(bold)) if bold.strip() else escape(found[0])
    return _link(address)


def _link(address: str) -> Markup:
    target = address.rstrip(".,;:!?'»”…")
    while target.endswith(")") and target.count("(") < target.count(")"):
        target = target[:-1].rstrip(".,;:!?'»”…")
    link = Markup('<a href="{}" rel="noopener nofollow ugc" target="_blank">{}</a>').format(target, target)
    return link + escape(address[len(target) :])
