"""What views hand to components: plain, prepared values, so that no macro asks the database, a locale or the clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from markupsafe import Markup

from otklik.ui.formats import Stamp

Side = Literal["us", "client", "other", "none"]
HUES = 12
SIDES: dict[str, Side] = {
    "us": "us",
    "ours": "us",
    "support": "us",
    "client": "client",
    "customer": "client",
    "other": "other",
    "none": "none",
    "nobody": "none",
    "": "none",
}


def side(turn: str) -> Side:
    """The place of a turn on the glyph (R3): client, us, other or none. Raises KeyError for a turn nobody knows."""
    return SIDES[turn]


class Named(Protocol):
    """Whoever has a face: a person."""

    @property
    def pk(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def is_staff_member(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Face:
    """An avatar: a square with a hue for staff, a circle for a customer, a dashed square for nobody."""

    name: str
    initials: str = "?"
    kind: Literal["staff", "client", "none"] = "none"
    hue: int = 0


def face(person: Named | None, nobody: str = "") -> Face:
    """The face of a person; of nobody (`nobody` says who is missing) when there is none."""
    if person is None:
        return Face(nobody)
    kind: Literal["staff", "client"] = "staff" if person.is_staff_member else "client"
    return Face(person.name, initials(person.name), kind, person.pk % HUES)


def initials(name: str) -> str:
    """Two letters: of the first two words, quotation marks and signs left out."""
    words = ["".join(letter for letter in word if letter.isalnum()) for word in name.split()]
    return "".join(word[0] for word in words if word)[:2].upper() or "?"


@dataclass(frozen=True, slots=True)
class Tag:
    """A word on a ticket; `kind` is "", "problem", "us", "ok" or "warn"."""

    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock chip: three segments are three thresholds, `fill` runs from 0 to 3, `degree` is what was reached.

    `began` and `ends` (seconds since 1970) bound the segment that runs now; with them the browser keeps the chip true.
    `pattern` has one `{}` and is what the text is made with while time is left, when it is not just «ещё 18 мин».
    `passed` is since when it has been broken: from then on the text says how long ago that was.
    """

    text: str
    fill: float = 0.0
    degree: int = 0
    note: str = ""
    promise: bool = False
    soon: bool = False
    paused: bool = False
    done: bool = False
    began: int | None = None
    ends: int | None = None
    passed: int | None = None
    pattern: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Age:
    """A length of time that grows while one looks: `pattern` has one `{}`, `since` is in seconds since 1970.

    `is_left`: it is what remains until `since`, and shrinks.
    """

    text: str
    since: int
    pattern: str = "{}"
    is_left: bool = False


@dataclass(frozen=True, slots=True)
class File:
    """An attachment. `preview` is the address of a small picture, when it is one."""

    name: str
    size: str
    url: str
    icon: str = "paperclip"
    preview: str = ""


@dataclass(frozen=True, slots=True)
class TicketRow:
    """One row of a list: one fragment, `#t-4831`. `accept` is the address that accepts it, when it may be accepted;
    `refresh` the address of the fragment, fetched anew when the request changed.
    """

    number: int
    url: str
    subject: str
    turn: str
    state: str
    at: Stamp
    author: str = ""
    snippet: str = ""
    icon: str = "mail"
    sub: str | Age = ""
    language: str = ""
    tags: tuple[Tag, ...] = ()
    clock: Clock | None = None
    who: Face | None = None
    accept: str = ""
    unread: bool = False
    cursor: bool = False
    refresh: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The last line of a message: what became of a solution, a call, a delivery. `title` is said in bold."""

    text: str
    title: str = ""
    icon: str = "hourglass"


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a staff thread. `html` was cleaned already; `turn` is whose turn it is after, `was` before.

    `kind` is client, reply, note, solution or call; `says` is the words beside the author, `icon` stands before them.
    `outcome_kind` is "rejected" or "". `state` is "", "pending" or "failed". `was` is "" when the turn did not change.
    """

    id: str
    kind: Literal["client", "reply", "note", "solution", "call"]
    author: Face
    at: Stamp
    html: Markup
    turn: str
    was: str = ""
    says: str = ""
    icon: str = ""
    language: str = ""
    files: tuple[File, ...] = ()
    outcome: Outcome | None = None
    outcome_kind: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A fact of the history: a sentence with its icon and time; a Markup when it holds links."""

    html: str | Markup
    at: Stamp
    icon: str = "info"
    turn: str = "us"
    was: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """A customer's request in their list: `says` is what is true now (R16), `word` the part of it in bold."""

    number: int
    url: str
    subject: str
    turn: str
    says: str
    at: Stamp
    word: str = ""


@dataclass(frozen=True, slots=True)
class Talk:
    """One message as the customer sees it. `kind` is "" or "solution"; an `old` solution is no longer offered."""

    id: str
    author: Face
    name: str
    at: Stamp
    html: Markup
    says: str = ""
    mine: bool = False
    kind: str = ""
    old: bool = False
    language: str = ""
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several: of a select, a segment, a scale, a group of chips, a row of reactions."""

    value: str
    text: str
    chosen: bool = False
    hint: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Composer:
    """The form under a thread: three modes that cannot be confused, each with a text of its own.

    `texts` are the drafts by mode; `to` says to whom and where a reply leaves the company, `to_all` how many colleagues
    see a note; `colleagues` are who is told; `ends` are the ends of a reply (R4) and `next_word` a local time, "15:00",
    for the one whose value is "ours". `seen` is the last message on the page (F12). `accepts` when sending makes the
    writer responsible; `problem` is said above the text, which is kept. With `me` what was sent is shown at
    once, pale, at the end of `into`.
    """

    action: str
    once: str
    seen: str
    to: str
    to_all: str
    draft_url: str = ""
    draft_key: str = ""
    mode: Literal["reply", "note", "solution"] = "reply"
    texts: tuple[tuple[str, str], ...] = ()
    to_icon: str = "mail"
    manner: str = ""
    colleagues: tuple[Choice, ...] = ()
    ends: tuple[Choice, ...] = ()
    next_word: str = ""
    accepts: bool = False
    problem: str = ""
    me: Face | None = None
    into: str = "#thread"
    id: str = "composer"
