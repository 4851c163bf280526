"""HTML of letters reduced to our own markup (F3): one pass of nh3, then a flat list of tokens, always well formed."""

import base64
import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import nh3

from otklik.channels.email import charsets

SANITISER_VERSION = 2
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
ADDRESS_LIMIT, DATA_LIMIT, WORDS_LIMIT = 2000, 270_000, 300
REMOTE = "cid:remote."
REMOTE_MARK = re.compile(r'src="cid:(remote\.[A-Za-z0-9_-]{4,3000})"')
INSIDE = re.compile(r"data:image/(?:png|jpe?g|gif);base64,[A-Za-z0-9+/]", re.IGNORECASE)
HOST = re.compile(r"(?<![@\w.-])(?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,24}\b(?![\w@])")
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
    source = charsets.clean(source)
    if too_wild(source):
        bare = re.sub(r"<[^<>]{0,2000}>", " ", source[:SIZE_LIMIT])
        return [Token(source=html.escape(html.unescape(bare)), text=html.unescape(bare))]
    return list(_tokens(_cleaned(source)))


def _cleaned(source: str) -> str:
    return nh3.clean(
        source,
        tags=TEXTUAL | INLINE | TABLES,
        clean_content_tags=NOT_TEXT,
        attributes={"*": {"class", "id", "style", "type"}, "a": {"href"}, "img": {"src", "alt"}},
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "tel", "cid", "data"},
        link_rel=None,
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    """What is kept of an attribute: links, images inside of the letter, and a sign of the mail program."""
    if name == "href":
        link = f"https:{value.strip()}" if value.strip().startswith("//") else value.strip()
        return link if re.match(r"https?:|mailto:|tel:", link, re.IGNORECASE) else None
    if name == "src":
        return _picture(value.strip())
    if name == "alt":
        return value[:200]
    low = value[:1000].lower()
    if tag == "div" and "gmail_quote" in low:
        return "box"
    return next((sign for sign, shape in SIGNS if shape.search(low)), None)


def _picture(source: str) -> str | None:
    """A picture inside of the letter as it is; a remote one as a mark that nobody fetches unasked."""
    if source.lower().startswith("cid:"):
        return source
    if INSIDE.match(source[:40]) and len(source) <= DATA_LIMIT:
        return source
    address = f"https:{source}" if source.startswith("//") else source
    if len(address) <= ADDRESS_LIMIT and re.match(r"https?://", address, re.IGNORECASE):
        return REMOTE + base64.urlsafe_b64encode(address.encode("utf-8", "replace")).decode().rstrip("=")
    return None


def remote_pictures(markup: str) -> dict[str, str]:
    """Addresses of the remote pictures in cleaned HTML by their marks (content ids of no part), in their order."""
    found = {mark: _unmarked(mark) for mark in REMOTE_MARK.findall(markup)}
    return {mark: address for mark, address in found.items() if address}


def _unmarked(mark: str) -> str:
    coded = mark.removeprefix("remote.")
    try:
        return base64.urlsafe_b64decode(coded + "=" * (-len(coded) % 4)).decode("utf-8", "replace")
    except ValueError:
        return ""


def _tokens(markup: str) -> Iterator[Token]:
    link, words = "", ""
    for found in TOKEN.finditer(markup):
        closes, tag, attributes, text = found.groups()
        if text is not None:
            words += html.unescape(text) if link else ""
            yield Token(source=text, text=html.unescape(text))
        elif closes:
            yield Token(source=f"</{tag}>", tag=tag, closes=True)
            if tag == "a" and link:
                yield Token(source=_unmasked(link, words))
                link = ""
        else:
            stated = dict(ATTRIBUTE.findall(attributes))
            link, words = (stated.get("href", ""), "") if tag == "a" else (link, words)
            yield _opening(tag, stated)


def _unmasked(link: str, words: str) -> str:
    """The real host of a link whose words name another one."""
    real = _host(html.unescape(link))
    spoken = HOST.search(words[:WORDS_LIMIT].lower())
    if not real or not spoken or f".{real}".endswith("." + spoken[0].removeprefix("www.")):
        return ""
    return f" [{html.escape(real)}]"


def _host(link: str) -> str:
    try:
        return (urlsplit(link).hostname or "") if link.startswith(("http:", "https:")) else ""
    except ValueError:
        return ""


def _opening(tag: str, stated: dict[str, str]) -> Token:
    sign = next((stated[name] for name in ("type", "class", "id", "style") if stated.get(name)), "")
    if tag == "img":
        source = f'<img src="{stated["src"]}" alt="{stated.get("alt", "")}">' if stated.get("src") else ""
        return Token(source=source, tag=tag)
    link = ""
    if stated.get("href"):
        link = f' href="{stated["href"]}" title="{_where(stated["href"])}" rel="noopener nofollow ugc"'
    return Token(source=f"<{tag}{link}>", tag=tag, sign=sign)


def _where(link: str) -> str:
    """What a reader should know of a link before following it: the real host, or the address to write to."""
    return html.escape(_host(html.unescape(link)) or html.unescape(link)[:100])
