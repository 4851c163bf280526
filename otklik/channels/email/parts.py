"""The parts of a letter: what is text, what is a file (RFC 2045, 2046, 2183, 2231, 3676)."""

import binascii
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message as Mime
from urllib.parse import unquote_to_bytes

from otklik.channels.email import charsets, headers
from otklik.channels.email.headers import Head

PARTS_LIMIT = 100
DEPTH_LIMIT = 20
TEXT_LIMIT = 2 * 2**20
NAME_LIMIT = 255
PIECE = re.compile(rb'"(?:[^"\\]|\\.)*"?|[^;"]+|;', re.DOTALL)
META = re.compile(rb"<meta[^>]{0,200}charset\s{0,3}=\s{0,3}[\"']?([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
SPACED = re.compile(rb"[A-Za-z,.:!?_] [A-Za-z_]|[^\x00-\x7f]|_{8}")
COMMENT = re.compile(r"\([^()]{0,200}\)")
FORBIDDEN = re.compile(r'[\x00-\x1f\x7f-\x9f\\/:*?"<>|]')
SHOWN_AS_TEXT = {"text/plain", "text/html", "text/enriched", "text/richtext", "text/markdown"}


@dataclass(frozen=True)
class File:
    """A part that is not the letter's text. `cid` is set when the HTML may refer to it; `octets` are its contents."""

    name: str
    mime: str
    octets: bytes
    cid: str = ""
    inline: bool = False


class Part:
    """One leaf of the tree, with the kind of the branch that it hangs on, and the number of the alternative that it is
    one view of (0: of none)."""

    def __init__(self, head: Head, body: Mime, branch: str, choice: int = 0) -> None:
        self.head, self.body, self.branch, self.choice = head, body, branch, choice
        self.mime = _of_leaf(_mime(head, body.get_default_type()), body)
        self.parameters = parameters(head.raw("content-type"))
        self.disposition = head.text("content-disposition").split(";")[0].strip().lower()

    def octets(self) -> bytes:
        """Its contents, decoded."""
        return _contents(self)

    def text(self) -> str:
        """Its contents as text; soft line breaks of format=flowed are joined."""
        octets = self.octets()[:TEXT_LIMIT]
        text = charsets.to_text(octets, self.parameters.get("charset", "") or self._stated_inside(octets))
        if self.parameters.get("format", "").lower() == "flowed":
            return flow(text, join=self.parameters.get("delsp", "").lower() == "yes")
        return text

    def _stated_inside(self, octets: bytes) -> str:
        stated = META.search(octets[:2048]) if self.mime == "text/html" else None
        return stated[1].decode() if stated else ""

    def name(self) -> str:
        """The file name that it asks for, made harmless; empty if it asks for none."""
        for field, key in (("content-disposition", "filename"), ("content-type", "name")):
            if wanted := parameters(self.head.raw(field)).get(key, ""):
                return file_name(wanted)
        return ""


def leaves(letter: Mime) -> Iterator[Part]:
    """Every leaf in the order of the letter, at most `PARTS_LIMIT`, from branches at most `DEPTH_LIMIT` deep."""
    waiting: list[tuple[Mime, str, int, int]] = [(letter, "", 0, 0)]
    given = choices = 0
    while waiting and given < PARTS_LIMIT:
        part, branch, depth, choice = waiting.pop()
        head = Head.of(part)
        mime = _mime(head, part.get_default_type())
        inside = part.get_payload() if part.is_multipart() else None
        if isinstance(inside, list) and not mime.startswith("message/") and depth < DEPTH_LIMIT:
            if mime == "multipart/alternative" and not choice:
                choices += 1
                choice = choices
            waiting += [(child, mime, depth + 1, choice) for child in reversed(inside) if isinstance(child, type(part))]
        else:
            given += 1
            yield Part(head, part, branch, choice)


def _mime(head: Head, default: str) -> str:
    stated = COMMENT.sub("", head.text("content-type").split(";")[0]).strip().strip("\"'").lower()
    if re.fullmatch(r"[\w.+-]{1,60}/[\w.+-]{1,100}", stated):
        return stated
    if not stated:
        return default
    return "text/plain" if stated in ("text", "plain", "text/") else "application/octet-stream"


def _of_leaf(mime: str, body: Mime) -> str:
    """A branch that has no parts, since its boundary is missing or wrong, is text after all."""
    if body.is_multipart() or not mime.startswith("multipart/"):
        return mime
    start = _as_it_came(body)[:200].lstrip().lower()
    return "text/html" if start.startswith((b"<html", b"<!doctype html", b"<div", b"<p>")) else "text/plain"


def parameters(field: bytes) -> dict[str, str]:
    """Parameters of a field by lower-case name: RFC 2231 pieces joined, encoded words and raw letters decoded.

    A name that is said both ways counts as RFC 2231 says it; one that is said twice, as it is said first.
    """
    whole: dict[str, list[tuple[int, bool, bytes]]] = {}
    pieces: dict[str, list[tuple[int, bool, bytes]]] = {}
    for stated in _cut(field[: headers.VALUE_LIMIT])[1:]:
        key, _, value = stated.partition(b"=")
        name, star, rest = key.strip().decode("ascii", "replace").lower().partition("*")
        number = rest.rstrip("*")
        encoded = rest.endswith("*") or bool(star and not rest)
        place = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 0
        piece = (place, encoded, _unquoted(value.strip()))
        if star:
            pieces.setdefault(name, []).append(piece)
        else:
            whole.setdefault(name, [piece])
    known = {**whole, **pieces}
    return {name: _joined(sorted(found, key=lambda piece: piece[0])) for name, found in known.items() if name}


def _cut(field: bytes) -> list[bytes]:
    """The field cut at semicolons outside of quotes."""
    out = [b""]
    for token in PIECE.findall(field):
        if token == b";":
            out.append(b"")
        else:
            out[-1] += token
    return out


def _unquoted(value: bytes) -> bytes:
    if value[:1] != b'"':
        return value
    return re.sub(rb"\\(.)", rb"\1", value.strip(b'"'))


def _joined(pieces: list[tuple[int, bool, bytes]]) -> str:
    if not any(encoded for _, encoded, _ in pieces):
        return headers.to_line(headers.decode(b"".join(value for *_, value in pieces)))
    charset, value = "", b""
    for place, (_, encoded, octets) in enumerate(pieces):
        if encoded and place == 0 and octets.count(b"'") >= 2:
            label, _, octets = octets.split(b"'", 2)
            charset = label.decode("ascii", "replace")
        value += unquote_to_bytes(octets) if encoded else octets
    return headers.to_line(charsets.to_text(value, charset))


def file_name(wanted: str) -> str:
    """`wanted` as a harmless base name of at most 255 bytes, its ending kept."""
    base = re.split(r"[\\/]", unicodedata.normalize("NFC", headers.to_line(wanted)))[-1]
    base = FORBIDDEN.sub("_", base).strip(". ")
    stem, dot, ending = base.rpartition(".")
    if not dot or len(ending) > 20:
        stem, ending = base, ""
    room = NAME_LIMIT - len((dot + ending).encode() if ending else b"")
    return stem.encode()[:room].decode("utf-8", "ignore") + (dot + ending if ending else "")


def _contents(part: Part) -> bytes:
    if part.body.is_multipart():
        return _as_bytes(part.body, inside=part.mime.startswith("message/"))
    octets = _as_it_came(part.body)
    encoding = part.head.text("content-transfer-encoding").lower().split(";")[0].strip()
    if encoding == "base64":
        return _unbase64(octets, is_text=part.mime.startswith("text/"))
    if encoding == "quoted-printable":
        return binascii.a2b_qp(octets)
    if encoding in ("x-uuencode", "uuencode", "uue", "x-uue"):
        return uudecode(octets)
    return octets


def _as_it_came(body: Mime) -> bytes:
    """The payload's octets. `get_payload()` has already decoded them by the declared charset, and lost what is not in
    it."""
    payload = body.__dict__.get("_payload")
    return payload.encode("utf-8", "surrogateescape") if isinstance(payload, str) else b""


def _unbase64(octets: bytes, *, is_text: bool) -> bytes:
    """Base64 that may be followed by plain words, as lists add them below, or that is only called so."""
    cut = SPACED.search(octets) if is_text and (b" " in octets or b"____" in octets or not octets.isascii()) else None
    if cut is None:
        return headers.unbase64(b"".join(octets.split()))
    begin = octets.rfind(b"\n", 0, cut.start()) + 1
    return headers.unbase64(b"".join(octets[:begin].split())) + b"\n" * bool(begin) + octets[begin:]


def _as_bytes(part: Mime, *, inside: bool) -> bytes:
    """A part with parts of its own as it came, as nearly as the standard library can say it."""
    children = part.get_payload()
    sources = children if inside and isinstance(children, list) else [part]
    try:
        return b"\n".join(source.as_bytes() for source in sources if isinstance(source, type(part)))
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError):
        return b""


def uudecode(octets: bytes) -> bytes:
    """Contents between `begin` and `end`; lines that cannot be read are left out."""
    out: list[bytes] = []
    for line in octets.partition(b"begin ")[2].splitlines()[1:]:
        if line.strip() == b"end":
            break
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            continue
    return b"".join(out)


def flow(text: str, *, join: bool) -> str:
    """Lines of format=flowed made whole again (RFC 3676 §4): a line that ends in a space goes on in the next one."""
    paragraphs: list[tuple[int, list[str]]] = []
    going_on = False
    for line in text.split("\n"):
        content = line.lstrip(">")
        depth, content = len(line) - len(content), content.removeprefix(" ")
        soft = content.endswith(" ") and content != "-- "
        if not (going_on and content != "-- " and paragraphs[-1][0] == depth):
            paragraphs.append((depth, []))
        paragraphs[-1][1].append(content[:-1] if soft and join else content)
        going_on = soft
    return "\n".join(">" * depth + " " * bool(depth) + "".join(lines) for depth, lines in paragraphs)
