"""HTML of letters reduced to our own markup (F3): one pass of nh3, then a flat list of tokens, always well formed."""

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import nh3

SANITISER_VERSION = 1
SIZE_LIMIT = 2**20
TAGS_LIMIT = 50_000
DEPTH_LIMIT = 256
TEXTUAL = {"p", "br", "div", "blockquote", "pre", "code", "hr", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6"}
INLINE = {"a", "b", "strong", "i", "em", "u", "s", "del", "sub", "sup", "img", "span", "center"}
TABLES = {"table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "dl", "dt", "dd"}
BLOCKS = (TEXTUAL | TABLES | {"center"}) - {"br", "code", "td", "th"}
NOT_TEXT = {"script", "style", "title", "noscript", "object", "iframe", "template", "svg", "math", "select", "textarea"}
OPEN_ENDED = {"p", "li", "td", "th", "tr", "dt", "dd", "tbody", "thead", "tfoot", "option", "colgroup", "html", "body"}
VOID = {"br", "hr", "img", "meta", "link", "input", "base", "col", "area", "embed", "wbr", "param", "source", "track"}
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]*)")
TOKEN = re.compile(r'<(/?)([a-z0-9]+)((?: [a-z-]+="[^"]*")*)>|([^<]+)')
ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
EMPTY = re.compile(r"<(div|p|span|blockquote|ul|ol|li|b|i|strong|em|u|a|center|tr|tbody|table)(?: [^>]*)?>\s*</\1>")
SIGNS = (  # what a mail program's class, id, type or style says of an element
    ("cite", re.compile(r"gmail_quote|mail-quote-collapse|mail-app-auto-quote|yahoo_quoted|protonmail_quote|^cite$")),
    ("cite", re.compile(r"border-left(?:-\w+)?\s*:\s*[^;]{0,40}(?:solid|#|rgb|px)|previouse_content")),
    ("prefix", re.compile(r"moz-cite-prefix|gmail_attr|moz-email-headers-table")),
    ("head", re.compile(r"divrplyfwdmsg|appendonsend|outlookmessageheader|border-top\s*:\s*solid\s#(?:e1e1e1|b5c4df)")),
    ("tail", re.compile(r"gmail_signature|moz-signature|auto-signature|protonmail_signature|^signature$|mobile-sig")),
)


@dataclass(frozen=True)
class Token:
    """A piece of cleaned HTML: text, or a tag with what we learnt of it."""

    source: str
    tag: str = ""
    closes: bool = False
    sign: str = ""
    text: str = ""


def too_wild(source: str) -> bool:
    """Whether cleaning could take too long: longer than 1 MB, more than 50,000 tags, or deeper than 256 (nh3 is
    quadratic in depth)."""
    if len(source) > SIZE_LIMIT or source.count("<") > TAGS_LIMIT:
        return True
    opened: Counter[str] = Counter()
    depth = 0
    for closing, name in TAG.findall(source):
        tag = name.lower()
        if tag in VOID or tag in OPEN_ENDED:
            continue
        if not closing:
            opened[tag] += 1
            depth += 1
        elif opened[tag]:
            opened[tag] -= 1
            depth -= 1
        if depth > DEPTH_LIMIT:
            return True
    return False


def clean(source: str) -> str:
    """Our own markup of a letter: no styles, classes, scripts, forms or remote images; images only by cid."""
    return rendered(tokens(source))


def rendered(pieces: list[Token]) -> str:
    """The markup of tokens, without marks of mail programs and without elements that hold nothing."""
    markup = "".join(piece.source for piece in pieces)
    for _ in range(12):
        markup, found = EMPTY.subn("", markup)
        if not found:
            break
    return markup.strip()


def tokens(source: str) -> list[Token]:
    """The cleaned letter as tokens; a letter that is too wild gives its bare text."""
    if too_wild(source):
        bare = re.sub(r"<[^<>]{0,2000}>", " ", source[:SIZE_LIMIT])
        return [Token(source=html.escape(html.unescape(bare)), text=html.unescape(bare))]
    return list(_tokens(_cleaned(source)))


def _cleaned(source: str) -> str:
    return nh3.clean(
        source.replace("\x00", ""),
        tags=TEXTUAL | INLINE | TABLES,
        clean_content_tags=NOT_TEXT,
        attributes={"*": {"class", "id", "style", "type"}, "a": {"href"}, "img": {"src", "alt"}},
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        link_rel=None,
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    """What is kept of an attribute: links, images inside of the letter, and a sign of the mail program."""
    if name == "href":
        return value.strip() if re.match(r"\s*(https?:|mailto:|tel:)", value, re.IGNORECASE) else None
    if name == "src":
        return value if value.lower().startswith("cid:") else None
    if name == "alt":
        return value[:200]
    low = value[:1000].lower()
    if tag == "div" and "gmail_quote" in low:
        return "box"
    return next((sign for sign, shape in SIGNS if shape.search(low)), None)


def _tokens(markup: str) -> Iterator[Token]:
    for found in TOKEN.finditer(markup):
        closes, tag, attributes, text = found.groups()
        if text is not None:
            yield Token(source=text, text=html.unescape(text))
        elif closes:
            yield Token(source=f"</{tag}>", tag=tag, closes=True)
        else:
            yield _opening(tag, dict(ATTRIBUTE.findall(attributes)))


def _opening(tag: str, stated: dict[str, str]) -> Token:
    sign = next((stated[name] for name in ("type", "class", "id", "style") if stated.get(name)), "")
    if tag == "img":
        source = f'<img src="{stated["src"]}" alt="{stated.get("alt", "")}">' if stated.get("src") else ""
        return Token(source=source, tag=tag)
    link = f' href="{stated["href"]}" rel="noopener nofollow ugc"' if stated.get("href") else ""
    return Token(source=f"<{tag}{link}>", tag=tag, sign=sign)
