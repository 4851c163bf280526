"""Speaking JSON with a system that an administrator named: a tracker, a translator, an assistant.

One guarded exchange (`otklik.kernel.outside`), and one way to say what went wrong.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from otklik.kernel import clock, outside
from otklik.kernel.text import clean_line

LONGEST_REST = timedelta(hours=1)
USUAL_REST = timedelta(minutes=1)
REFUSED = {
    "not a public address": "inside",
    "unknown host": "no_such_host",
    "no safe connection": "tls",
    "too slow": "slow",
    "too large": "too_large",
}
"""What `outside` refuses, as codes of Trouble; anything else is "unreachable"."""
MEANT = {401: "auth", 403: "forbidden", 404: "missing", 410: "missing"}


class Trouble(Exception):
    """A system did not do what it was asked; `code` names the reason, `said` is what it answered.

    `rest` is how long it wants to be left alone. `is_final`: asking again changes nothing until a person changes
    something.
    """

    def __init__(self, code: str, said: str = "", *, rest: timedelta | None = None, is_final: bool = False) -> None:
        super().__init__(code)
        self.code, self.said, self.rest, self.is_final = code, said[:200], rest, is_final

    def __str__(self) -> str:
        return f"{self.code}: {self.said}" if self.said else self.code


def words_of(told: Any) -> str:
    """What an error says, where it is `{"error": "…"}`, `{"error": {"message": "…"}}` or `{"message": "…"}`."""
    if not isinstance(told, dict):
        return ""
    error = told.get("error")
    error = error.get("message") if isinstance(error, dict) else error
    return str(error or told.get("message") or "")


def ask(
    method: str,
    url: str,
    *,
    body: object = None,
    headers: Mapping[str, str] | None = None,
    limit: int,
    seconds: float,
    words: Callable[[Any], str] = words_of,
) -> Any:
    """Ask with a JSON body, if there is one; the JSON that comes back, {} for an empty 204.

    At most `limit` octets within `seconds` in all; `words` finds in an error what a person may read. Raises Trouble.
    """
    octets = json.dumps(body).encode() if body is not None else None
    sent = {"Accept": "application/json", "Content-Type": "application/json", **(headers or {})}
    try:
        answer = outside.ask(method, url, headers=sent, body=octets, limit=limit, seconds=seconds)
    except outside.Refused as refused:
        raise Trouble(REFUSED.get(str(refused), "unreachable"), str(refused)) from None
    _judge(answer, words)
    if answer.status == 204:
        return {}
    try:
        return json.loads(answer.octets)
    except (ValueError, RecursionError):
        raise Trouble("nonsense", answer.headers.get_content_type()) from None


def _judge(answer: outside.Answer, words: Callable[[Any], str]) -> None:
    """What a status means. Raises Trouble for all but success."""
    status = answer.status
    if 200 <= status < 300:
        return
    said = _said(answer.octets, words)
    if status == 403 and _is_rated(answer, said):
        raise Trouble("busy", said, rest=_rated(answer))
    if status in MEANT:
        raise Trouble(MEANT[status], said, is_final=True)
    if status == 429:
        raise Trouble("busy", said, rest=_rest(answer.headers.get("Retry-After")))
    if status >= 500:
        raise Trouble("broken", f"{status} {said}", rest=_rest(answer.headers.get("Retry-After"), timedelta()) or None)
    if 300 <= status < 400:
        raise Trouble("redirect", str(answer.headers.get("Location") or ""), is_final=True)
    raise Trouble("refused", said or str(status), is_final=True)


def _is_rated(answer: outside.Answer, said: str) -> bool:
    """GitHub forbids instead of asking to wait: with Retry-After, with nothing left, or in words alone."""
    headers = answer.headers
    return "Retry-After" in headers or headers.get("X-RateLimit-Remaining") == "0" or "rate limit" in said.casefold()


def _rated(answer: outside.Answer) -> timedelta:
    """How long: as it says, until its hour begins anew (a Unix time), or a minute."""
    stated, reset = answer.headers.get("Retry-After"), str(answer.headers.get("X-RateLimit-Reset") or "")
    if stated is None and answer.headers.get("X-RateLimit-Remaining") == "0" and reset.isascii() and reset.isdecimal():
        left = int(reset[:12]) - clock.now().timestamp()
        return timedelta(seconds=max(1, min(left, LONGEST_REST.total_seconds())))
    return _rest(stated)


def _said(octets: bytes, words: Callable[[Any], str]) -> str:
    try:
        return clean_line(words(json.loads(octets)))[:200]
    except (ValueError, RecursionError):
        return ""


def _rest(stated: str | None, usual: timedelta = USUAL_REST) -> timedelta:
    """Retry-After as seconds or a date (RFC 9110 §10.2.3), never longer than an hour."""
    text = (stated or "").strip()
    if text.isascii() and text.isdecimal():
        return min(timedelta(seconds=int(text[:6])), LONGEST_REST)
    try:
        until = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return usual
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(timedelta(), min(until - clock.now(), LONGEST_REST))
