"""winmail.dat: what Outlook packs its letters into when it takes the reader for Outlook (MS-OXTNEF)."""

import logging
from dataclasses import dataclass, field

from tnefparse import TNEF

from otklik.channels.email import charsets

SIZE_LIMIT = 25 * 2**20
FILES_LIMIT = 50
NAMES = {"winmail.dat", "win.dat"}
MIMES = {"application/ms-tnef", "application/vnd.ms-tnef"}

logging.getLogger("tnef-decode").setLevel(logging.CRITICAL)


@dataclass
class Opened:
    """The files inside, by name, and the letter if it is there too."""

    files: list[tuple[str, bytes]] = field(default_factory=list)
    text: str = ""
    html: str = ""


def unpack(octets: bytes) -> Opened | None:
    """What is inside; None if it cannot be read, is too large or holds nothing."""
    if len(octets) > SIZE_LIMIT or octets[:4] != b"\x78\x9f\x3e\x22":
        return None
    try:
        inside = TNEF(octets, do_checksum=False)
        files = [(_name(one), bytes(one.data)) for one in inside.attachments[:FILES_LIMIT] if one.data]
        opened = Opened(files, _text(inside.body), _text(inside.htmlbody))
    except Exception:  # a library for a format without a specification: whatever it raises, the file stays whole
        return None
    small = sum(len(data) for _, data in opened.files) <= 2 * SIZE_LIMIT
    return opened if small and (opened.files or opened.text or opened.html) else None


def _name(one: object) -> str:
    name = one.long_filename() if hasattr(one, "long_filename") else getattr(one, "name", "")
    return charsets.to_text(name) if isinstance(name, bytes) else str(name)


def _text(body: object) -> str:
    if isinstance(body, bytes):
        return charsets.to_text(body)
    if isinstance(body, list):
        return "\n".join(_text(one) for one in body)
    return charsets.clean(str(body)) if body else ""
