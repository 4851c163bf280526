"""A letter as lines that know how deep they are quoted: one shape for plain text and HTML."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from otklik.channels.email.html import BLOCKS, Token, tokens

BODY_LIMIT = 300_000
LINE_LIMIT = 600
QUOTE = re.compile(r"^(?:[ \t]?>)+ ?")
ARMOUR = "-----BEGIN PGP SIGN"
WHITE = re.compile(r"[ \t\n\r\xa0\u200b]+")


@dataclass
class Line:
    """`depth`: inside so many certain quotes; `soft`: inside so many bare blockquotes, which may be mere indents;
    `sign`: what the mail program says of it (prefix, head, tail); `places`: its tokens in the HTML; `written`: the line
    with its marks of quoting."""

    text: str
    depth: int = 0
    soft: int = 0
    sign: str = ""
    places: list[int] = field(default_factory=list)
    written: str = ""

    def __str__(self) -> str:
        return self.written or self.text

    @property
    def blank(self) -> bool:
        """Whether it says nothing."""
        return not self.text.strip()


def from_text(text: str) -> list[Line]:
    """Lines of plain text; `>` in front is the depth."""
    lines = [_from_text(line) for line in text.replace("\xa0", " ")[:BODY_LIMIT].split("\n")]
    if ARMOUR in text:
        _mark_armour(lines)
    return lines


def _mark_armour(lines: list[Line]) -> None:
    """What PGP writes around signed words is no word of theirs (RFC 9580 §7)."""
    inside = ""
    for line in lines:
        if line.text.startswith(ARMOUR):
            inside = "head" if "SIGNED MESSAGE" in line.text else "signature"
        if inside:
            line.sign = "tail"
        if line.text.startswith("-----END PGP") or (inside == "head" and line.blank):
            inside = ""


def _from_text(line: str) -> Line:
    quote = QUOTE.match(line[:LINE_LIMIT])
    return Line(line[quote.end() :], depth=quote[0].count(">"), written=line) if quote else Line(line)


class Walk:
    """One pass over the tokens of a letter, making its lines."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.stack: list[Token] = []
        self.words: list[str] = []
        self.places: list[int] = []
        self.loose = True

    def step(self, place: int, token: Token) -> None:
        """Take the next token."""
        if token.text:
            self.add(place, token.text)
        elif token.tag == "br":
            self.places.append(place)
            self.end(always=True)
        elif token.tag in ("td", "th"):
            self.words.append(" ")
        elif token.tag in BLOCKS:
            self.block(place, token)
        elif token.tag in ("img", ""):
            self.places.append(place)

    def add(self, place: int, text: str) -> None:
        """Words of the line that is being made; line breaks count only inside of pre."""
        first, *rest = text.split("\n") if any(token.tag == "pre" for token in self.stack) else [text]
        self.words.append(first)
        self.places.append(place)
        for line in rest:
            self.end(always=True)
            self.words.append(line)
            self.places.append(place)

    def block(self, place: int, token: Token) -> None:
        """A block begins or ends: so does a line."""
        self.end()
        if token.tag in ("p", "h1", "h2", "h3") and self.lines and not self.lines[-1].blank:
            self.lines.append(Line("", *self.around()))
        if token.closes:
            self.leave(token.tag)
        elif token.tag == "hr":
            self.lines.append(Line("", *self.around(), places=[place]))
        else:
            self.stack.append(token)
            self.words += ["- "] if token.tag == "li" else []

    def leave(self, tag: str) -> None:
        """Go out of the nearest element of that kind."""
        for place in range(len(self.stack) - 1, -1, -1):
            if self.stack[place].tag == tag:
                del self.stack[place:]
                return

    def around(self) -> tuple[int, int, str]:
        """Depth of certain quotes and of bare ones, and the nearest sign."""
        certain = sum(1 for token in self.stack if token.sign == "cite")
        bare = sum(1 for token in self.stack if token.tag == "blockquote" and token.sign != "cite")
        sign = next((token.sign for token in reversed(self.stack) if token.sign not in ("", "cite")), "")
        return certain, bare, sign

    def end(self, *, always: bool = False) -> None:
        """Finish the line, if there is anything in it."""
        text = WHITE.sub(" ", "".join(self.words)).strip()
        if text or always or self.places:
            self.lines.append(Line(text, *self.around(), places=self.places))
        self.words, self.places = [], []


def to_text(source: str) -> str:
    """The words of an HTML letter, block by block."""
    return "\n".join(line.text for line in from_html(source)).strip("\n")


def from_html(source: str) -> list[Line]:
    """Lines of an HTML letter."""
    return list(walk(tokens(source)))


def walk(pieces: list[Token]) -> Iterator[Line]:
    """Lines of tokens, long runs of empty ones cut to one."""
    walking = Walk()
    for place, token in enumerate(pieces):
        walking.step(place, token)
    walking.end()
    blanks = 0
    for line in walking.lines:
        blanks = blanks + 1 if line.blank and not line.places else 0
        if blanks < 2:
            yield line
