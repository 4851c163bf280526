"""The head of a letter, however it is written: folded, encoded twice, cut inside of a character (RFC 5322, 2047)."""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from email.message import Message as Mime

from otklik.channels.email import charsets

HEAD_LIMIT = 256 * 2**10
VALUE_LIMIT = 16 * 2**10
FIELD = re.compile(rb"[!-9;-~]{1,100}[ \t]{0,9}:")
KNOWN = re.compile(
    rb"(?:from|to|cc|subject|date|message-id|received|reply-to|return-path|mime-version|content-[a-z-]+|sender|"
    rb"references|in-reply-to|x-[a-z-]+):",
    re.IGNORECASE,
)
END_OF_HEAD = re.compile(rb"\r?\n\r?\n|\r\r")
WORD = re.compile(r"=\?([^?\s]{1,60})\?\s?([bBqQ])\?")
NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
HEX = re.compile(rb"=([0-9A-Fa-f]{2})")
BIDI = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
SPACES = re.compile(r"\s+")


class Head:
    """Fields of one part by lower-case name, as the bytes that came."""

    def __init__(self, fields: Iterable[tuple[str, bytes]]) -> None:
        self.fields: dict[str, list[bytes]] = {}
        for name, value in fields:
            self.fields.setdefault(name.strip().lower(), []).append(value[:HEAD_LIMIT])

    @classmethod
    def of(cls, part: Mime) -> "Head":
        """The head of a part that the standard library has cut out."""
        return cls((str(name), _octets(value)) for name, value in part.raw_items())

    def raw(self, name: str) -> bytes:
        """The first field of that name, unfolded, or nothing."""
        return next(iter(self.every(name)), b"")

    def every(self, name: str) -> list[bytes]:
        """All fields of that name, unfolded, in their order."""
        return [unfold(value) for value in self.fields.get(name, ())]

    def text(self, name: str, charset: str = "") -> str:
        """The first field of that name as readable text in one line."""
        return to_line(decode(self.raw(name)[:VALUE_LIMIT], charset))


def mend(raw: bytes) -> bytes:
    """`raw` with a head that the standard library can read: without junk lines, and not longer than the limit."""
    raw = raw.lstrip(b"\r\n\x00 \t\xef\xbb\xbf")
    end = END_OF_HEAD.search(raw[:HEAD_LIMIT])
    head, body = (raw[: end.start()], raw[end.end() :]) if end else _without_body(raw)
    lines = head.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\x00", b"").split(b"\n")
    kept: list[bytes] = []
    for line in lines:
        if named := FIELD.match(line):
            kept.append(line if line[named.end() - 2 : named.end() - 1].strip() else _tightened(line))
        elif kept and line[:1] in (b" ", b"\t"):
            kept.append(line)
    if not kept:
        return b"\n" + raw
    return b"\n".join(kept) + b"\n\n" + body


def _tightened(line: bytes) -> bytes:
    """A field less the blanks before its colon, which the standard library takes for the end of the head."""
    name, colon, value = line.partition(b":")
    return name.rstrip() + colon + value


def _without_body(raw: bytes) -> tuple[bytes, bytes]:
    """A letter that has no empty line: what stands below its known fields is its text."""
    cut = raw.rfind(b"\n", 0, HEAD_LIMIT) + 1 if len(raw) > HEAD_LIMIT else len(raw)
    lines = raw[:cut].splitlines(keepends=True)
    known = [place for place, line in enumerate(lines) if KNOWN.match(line)]
    end = known[-1] + 1 if known else 0
    while end < len(lines) and (FIELD.match(lines[end]) or lines[end][:1] in (b" ", b"\t")):
        end += 1
    return b"".join(lines[:end]), b"".join(lines[end:]) + raw[cut:]


def _octets(value: object) -> bytes:
    return str(value).encode("utf-8", "surrogateescape")


def unfold(value: bytes) -> bytes:
    """One line of a field that was folded over several."""
    return value.replace(b"\r", b"").replace(b"\n", b"").strip()


def to_line(text: str) -> str:
    """`text` on one line, without line breaks, controls and signs that turn the direction of writing."""
    return SPACES.sub(" ", BIDI.sub("", charsets.clean(text))).strip()


def decode(value: bytes, charset: str = "") -> str:
    """A field's text: its encoded words joined before they are decoded, its raw eight-bit letters guessed."""
    text = charsets.to_text(value, charset)
    if "=?" not in text:
        return text
    out: list[str] = []
    pending, label, place = b"", "", 0
    for start, end, name, octets in _words(text):
        between = text[place:start]
        if between.strip() or name != label:
            out += [charsets.to_text(pending, label), between if between.strip() or not place else ""]
            pending = b""
        pending, label, place = pending + octets, name, end
    out += [charsets.to_text(pending, label), text[place:]]
    return "".join(out)


def _words(text: str) -> Iterator[tuple[int, int, str, bytes]]:
    """Each encoded word: where it starts and ends, its charset, its octets. One pass, whatever is left open."""
    place = 0
    while (word := WORD.search(text, place)) and (end := text.find("?=", word.end())) >= 0:
        place = end + 2
        yield word.start(), place, word[1].split("*")[0].lower(), _octets_of(word[2], text[word.end() : end])


def _octets_of(encoding: str, payload: str) -> bytes:
    octets = payload.encode("utf-8", "surrogateescape")
    if encoding in "bB":
        return unbase64(octets)
    return HEX.sub(lambda found: bytes.fromhex(found[1].decode()), octets.replace(b"_", b" "))


def unbase64(octets: bytes) -> bytes:
    """Base64 with what does not belong there left out and the padding mended."""
    try:
        return base64.b64decode(octets, validate=True)
    except binascii.Error:
        letters = NOT_BASE64.sub(b"", octets)
        letters = letters[: len(letters) - (len(letters) % 4 == 1)]
        return base64.b64decode(letters + b"=" * (-len(letters) % 4))
