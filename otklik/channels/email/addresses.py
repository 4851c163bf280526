"""Lists of addresses as letters write them: quoted, encoded, grouped, broken (RFC 5322 §3.4, RFC 6532)."""

import re
from dataclasses import dataclass

from otklik.channels.email import headers

LIMIT = 200
SPOT = re.compile(
    r"(?:\"[^\"@\\]{1,64}\"|[^\s<>\"(),;:\[\]\\]{1,128})@(?:[^\s<>\"(),;:@\\\[\]]{1,255}|\[[0-9A-Fa-f:.]{3,45}\])"
)
COMMENT = re.compile(r"\((?:[^()\\]|\\.){0,200}\)")
OPEN_WORD = re.compile(rb"=\?[^?\s]{1,60}\?[bBqQ]\?[^?]*$")


@dataclass(frozen=True)
class Address:
    """One mailbox: its address as written, and the name shown with it."""

    email: str
    name: str = ""


def read(value: bytes, charset: str = "") -> list[Address]:
    """Every mailbox of a field, without repeats, at most `LIMIT`. Entries without an address are left out."""
    found: dict[str, Address] = {}
    for entry in split(value[: headers.HEAD_LIMIT]):
        address = one(entry, charset)
        if address and len(found) < LIMIT:
            found.setdefault(address.email.lower(), address)
    return list(found.values())


def split(value: bytes) -> list[bytes]:
    """The entries of a list, cut at commas outside of quotes, comments and angle brackets; groups are opened."""
    entries, start, quoted, depth, angle = [], 0, False, 0, False
    skip = False
    for place, sign in enumerate(value):
        if skip:
            skip = False
        elif sign == 0x5C:
            skip = True
        elif sign == 0x22:
            quoted = not quoted
        elif quoted:
            continue
        elif sign in b"()":
            depth = max(0, depth + (1 if sign == 0x28 else -1))
        elif sign in b"<>":
            angle = sign == 0x3C
        elif not depth and not angle and (sign in b",;" or (sign == 0x3A and b"=?" not in value[start:place])):
            if sign != 0x3A:
                entries.append(value[start:place])
            start = place + 1
    return [entry.strip() for entry in [*entries, value[start:]] if entry.strip()]


def one(entry: bytes, charset: str = "") -> Address | None:
    """The mailbox of one entry."""
    opening = entry.rfind(b"<")
    if opening >= 0 and not OPEN_WORD.search(entry[:opening]):
        inside = headers.to_line(headers.decode(entry[opening + 1 :].partition(b">")[0], charset))
        spot = SPOT.search(COMMENT.sub("", inside).replace(" ", "")) or SPOT.search(inside)
        if spot:
            return Address(_trimmed(spot[0]), _name(entry[:opening], charset))
    text = headers.to_line(headers.decode(entry[: headers.VALUE_LIMIT], charset))
    spot = SPOT.search(COMMENT.sub(" ", text)) or SPOT.search(text)
    if not spot:
        return None
    name = (COMMENT.search(text) or [""])[0].strip("() ") or text.replace(spot[0], " ").strip(" <>[]\"'")
    return Address(_trimmed(spot[0]), name if "@" not in name and name != "mailto:" else "")


def _trimmed(email: str) -> str:
    return email.strip("'`.").removeprefix("mailto:")


def _name(raw: bytes, charset: str) -> str:
    unquoted = raw.strip().replace(b'\\"', b"\x01").replace(b'"', b"").replace(b"\x01", b'"').replace(b"\\\\", b"\\")
    return headers.to_line(headers.decode(unquoted[:2000], charset)).strip("' ")
