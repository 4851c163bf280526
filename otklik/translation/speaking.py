"""The wire format of LibreTranslate: `POST /translate`, held to a time, a size and the guard of outside (A11)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Any

from otklik.kernel import outside
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


class Trouble(Exception):
    """The text was not translated; `code` names the reason: off, long, empty, busy, refused, many, failed, slow, large,
    nonsense, nowhere."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Server:
    """A translator: where it is, and its key, if it wants one."""

    url: str
    key: str = ""


def translate(text: str, *, into: str, source: str = "", server: Server) -> str:
    """The text in the language `into`; `source` is the language that it is in, if that is known. Raises Trouble."""
    if not server.url:
        raise Trouble("off")
    if not text.strip():
        raise Trouble("empty")
    if len(text) > LONGEST:
        raise Trouble("long")
    if not _LINES.acquire(blocking=False):
        raise Trouble("busy")
    try:
        answer = _asked(text, into, source, server)
    finally:
        _LINES.release()
    return _read(answer, len(text))


def _asked(text: str, into: str, source: str, server: Server) -> outside.Answer:
    wanted = {"q": text, "source": source or "auto", "target": into, "format": "text"}
    body = json.dumps(wanted | ({"api_key": server.key} if server.key else {})).encode()
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    url = f"{server.url.rstrip('/')}/translate"
    try:
        return outside.ask("POST", url, headers=headers, body=body, limit=LARGEST, seconds=SECONDS)
    except outside.Refused as refused:
        codes = {"too slow": "slow", "too large": "large"}
        raise Trouble(codes.get(str(refused), "nowhere")) from refused


def _read(answer: outside.Answer, length: int) -> str:
    if answer.status in (401, 403):
        raise Trouble("refused")
    if answer.status == 429:
        raise Trouble("many")
    if answer.status != 200:
        raise Trouble("failed")
    try:
        told: Any = json.loads(answer.octets)
    except (ValueError, RecursionError) as error:
        raise Trouble("nonsense") from error
    said = told.get("translatedText") if isinstance(told, dict) else None
    if not isinstance(said, str) or not said.strip() or len(said) > length * _GROWTH + _SLACK:
        raise Trouble("nonsense")
    return clean(said).strip()
