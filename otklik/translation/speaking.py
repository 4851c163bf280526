"""The wire format of LibreTranslate: `POST /translate`, held to a time, a size and the guard of outside (A11)."""

from __future__ import annotations

from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Any

from otklik.kernel import remote
from otklik.kernel.remote import Trouble
from otklik.kernel.text import clean

SECONDS = 10.0
"""In all, for one text."""
LARGEST = 512 * 1024
"""Octets of an answer."""
LONGEST = 10_000
"""Characters of a text: usual servers take no more at once."""
_GROWTH, _SLACK = 4, 400
"""How much longer a translation may be before it is nonsense."""
_LINES = BoundedSemaphore(2)
"""Texts under way at once in a process: a slow translator must not hold every thread of the web."""


@dataclass(frozen=True, slots=True)
class Server:
    """A translator: where it is, and its key, if it wants one."""

    url: str
    key: str = ""


def translate(text: str, *, into: str, source: str = "", server: Server) -> str:
    """The text in the language `into`; `source` is the language that it is in, if that is known.

    Raises Trouble: off, empty, long or held before anybody is asked, else as `remote` names it.
    """
    if not server.url:
        raise Trouble("off")
    if not text.strip():
        raise Trouble("empty")
    if len(text) > LONGEST:
        raise Trouble("long")
    if not _LINES.acquire(blocking=False):
        raise Trouble("held")
    try:
        answer = _asked(text, into, source, server)
    finally:
        _LINES.release()
    return _read(answer, len(text))


def _asked(text: str, into: str, source: str, server: Server) -> Any:
    wanted = {"q": text, "source": source or "auto", "target": into, "format": "text"}
    body = wanted | ({"api_key": server.key} if server.key else {})
    return remote.ask("POST", f"{server.url.rstrip('/')}/translate", body=body, limit=LARGEST, seconds=SECONDS)


def _read(told: Any, length: int) -> str:
    said = told.get("translatedText") if isinstance(told, dict) else None
    if not isinstance(said, str) or not said.strip() or len(said) > length * _GROWTH + _SLACK:
        raise Trouble("nonsense")
    return clean(said).strip()
