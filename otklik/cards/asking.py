"""Speak with the card source: one signed question, one JSON object (C2). Whatever else comes is Trouble."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from secrets import token_hex
from typing import Any
from uuid import UUID, uuid4

from otklik.cards import pieces, proving, reading
from otklik.cards.models import Deed, Inquiry, Source
from otklik.kernel import clock, outside, remote
from otklik.kernel.text import clean_line
from otklik.people.models import Person
from otklik.tickets.models import Ticket

LIMIT = 256 * 1024
"""Octets of an answer."""
MOST_ADDRESSES = 10


class Trouble(Exception):
    """The source did not do what it was asked: `code` names the reason, `said` is what it answered.

    `is_final`: it understood and refused, so nothing was done. Otherwise it may have been done.
    """

    def __init__(self, code: str, said: str = "", *, is_final: bool = False) -> None:
        super().__init__(code)
        self.code, self.said, self.is_final = code, said[:200], is_final

    def __str__(self) -> str:
        return f"{self.code}: {self.said}" if self.said else self.code


@dataclass(frozen=True)
class Told:
    """An answer: the object, its octets as they came, and after how many milliseconds."""

    body: Mapping[str, Any]
    octets: bytes
    milliseconds: int


def card(source: Source, customer: Person, ticket: Ticket | None = None) -> Told:
    """What the source knows of the customer. Raises Trouble."""
    return _asked(source, {"ask": "card", **_about(customer, ticket)}, uuid4())


def act(source: Source, deed: Deed) -> Told:
    """Order something there; with the same key the source does it once. Raises Trouble."""
    by = {"id": deed.by_id, "name": deed.by.name}
    asked = {"ask": "action", "action": deed.code, "by": by, **_about(deed.customer, deed.ticket)}
    return _asked(source, asked, deed.key)


def query(source: Source, inquiry: Inquiry) -> Told:
    """Ask what an agent wants to know; nothing is changed there. Raises Trouble."""
    by = {"id": inquiry.by_id, "name": inquiry.by.name}
    asked = {"ask": "query", "query": inquiry.code, "parameters": inquiry.parameters, "by": by}
    return _asked(source, {**asked, **_about(inquiry.customer, inquiry.ticket)}, uuid4())


def _about(customer: Person, ticket: Ticket | None) -> dict[str, Any]:
    identities = customer.identities.order_by("-is_primary", "id")[:MOST_ADDRESSES]
    addresses = [
        {"kind": one.kind, "value": one.normalised, "is_confirmed": one.verified_at is not None} for one in identities
    ]
    who = {"id": customer.pk, "name": customer.name, "language": customer.language, "addresses": addresses}
    return {"customer": who, "ticket": ticket.number if ticket else None}


def _asked(source: Source, question: Mapping[str, Any], key: UUID) -> Told:
    asked = {"contract": pieces.CONTRACT, "to": source.url, "nonce": token_hex(8), **question}
    body = json.dumps(asked).encode()
    seconds = int(clock.now().timestamp())
    headers = {
        "Content-Type": "application/json",
        "Accept": "application/json",
        proving.TIME: str(seconds),
        proving.SIGNATURE: proving.of_body(source.key, seconds, body),
        proving.ONCE: str(key),
    }
    began = time.monotonic()
    try:
        answer = outside.ask("POST", source.url, headers=headers, body=body, limit=LIMIT, seconds=float(source.seconds))
    except outside.Refused as refused:
        raise Trouble(remote.REFUSED.get(str(refused), "unreachable")) from None
    taken = int((time.monotonic() - began) * 1000)
    return Told(_object(answer), answer.octets, taken)


NEVER_REACHED = frozenset({"inside", "no_such_host", "tls"})
"""Nothing can have been done there."""


def _object(answer: outside.Answer) -> Mapping[str, Any]:
    """The JSON object of a success. Raises Trouble for everything else."""
    status = answer.status
    told = _loaded(answer.octets)
    words = str(reading.said(told)) if isinstance(told, dict) else ""
    if 200 <= status < 300:
        if not isinstance(told, dict):
            raise Trouble("nonsense", answer.headers.get_content_type())
        if told.get("contract") != pieces.CONTRACT:
            raise Trouble("contract", clean_line(repr(told.get("contract")))[:40])
        return told
    if 300 <= status < 400:
        raise Trouble("redirect", clean_line(str(answer.headers.get("Location") or "")), is_final=True)
    if status in (401, 403):
        raise Trouble("key", words, is_final=True)
    if status in (408, 425, 429):
        raise Trouble("busy", words)
    if status >= 500:
        raise Trouble("broken", f"{status} {words}".strip())
    raise Trouble("refused", f"{status} {words}".strip(), is_final=True)


def _loaded(octets: bytes) -> Any:
    try:
        return json.loads(octets)
    except (ValueError, RecursionError):
        return None
