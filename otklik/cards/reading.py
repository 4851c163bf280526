"""What a source answers, understood piece by piece: what does not fit is left out and counted, and nothing raises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from otklik.cards import pieces, querying
from otklik.cards.pieces import Money, Value
from otklik.cards.querying import Query
from otklik.kernel.translated import Translated

MOST_ACTIONS = 20


@dataclass(frozen=True)
class Line:
    """A typed field: its name, its value, perhaps where it leads to; `code` is what settings know it by."""

    name: Translated
    value: Value
    url: str = ""
    code: str = ""


@dataclass(frozen=True)
class Product:
    """What the customer has; `kind` says how it fares, `until` when it ends."""

    name: Translated
    state: Translated
    kind: str = ""
    until: date | None = None
    url: str = ""


@dataclass(frozen=True)
class Payment:
    """Money that moved, or should."""

    day: date
    sum: Money
    what: Translated
    state: Translated
    kind: str = ""


@dataclass(frozen=True)
class Action:
    """What can be ordered there."""

    code: str
    name: Translated
    about: Translated
    needs_proof: bool = False


@dataclass(frozen=True)
class Account:
    """Everything that a source says of a customer; `left_out` names the pieces that were not understood."""

    is_found: bool
    title: Translated = field(default_factory=Translated)
    url: str = ""
    state: Translated = field(default_factory=Translated)
    kind: str = ""
    lines: tuple[Line, ...] = ()
    products: tuple[Product, ...] = ()
    payments: tuple[Payment, ...] = ()
    actions: tuple[Action, ...] = ()
    queries: tuple[Query, ...] = ()
    left_out: tuple[str, ...] = ()


def read(told: Mapping[str, Any]) -> Account:
    """An account out of the JSON object of a source."""
    missing: list[str] = []
    queries = tuple(pieces.each(told, "queries", querying.query, missing, querying.MOST))
    if told.get("found") is False:
        return Account(is_found=False, queries=queries, left_out=tuple(missing))
    state = told.get("state")
    state = state if isinstance(state, Mapping) else {}
    return Account(
        is_found=True,
        title=pieces.optional(told, "title", pieces.text, missing, Translated()),
        url=pieces.optional(told, "url", pieces.url, missing, ""),
        state=pieces.optional(state, "text", pieces.text, missing, Translated()),
        kind=pieces.optional(state, "kind", pieces.kind, missing, ""),
        lines=tuple(pieces.each(told, "fields", _line, missing)),
        products=tuple(pieces.each(told, "products", _product, missing)),
        payments=tuple(pieces.each(told, "payments", _payment, missing)),
        actions=tuple(pieces.each(told, "actions", _action, missing, MOST_ACTIONS)),
        queries=queries,
        left_out=tuple(missing[: pieces.MOST]),
    )


def said(told: Mapping[str, Any]) -> Translated:
    """The words of an answer about an action, or of an error; empty if there are none."""
    return pieces.optional(told, "said", pieces.text, [], Translated())


def _line(row: Mapping[str, Any]) -> Line:
    kind = row.get("type", "text")
    make = pieces.VALUES.get(kind) if isinstance(kind, str) else None
    if make is None:
        raise pieces.Misfit
    url = pieces.url(row["url"]) if row.get("url") else ""
    code, value = pieces.code(row["code"]) if row.get("code") else "", make(row)
    return Line(pieces.text(row.get("name")), value, url or (str(value) if kind == "link" else ""), code)


def _product(row: Mapping[str, Any]) -> Product:
    return Product(
        name=pieces.text(row.get("name")),
        state=pieces.text(row["state"]) if row.get("state") else Translated(),
        kind=pieces.kind(row.get("kind")),
        until=pieces.day(row["until"]) if row.get("until") else None,
        url=pieces.url(row["url"]) if row.get("url") else "",
    )


def _payment(row: Mapping[str, Any]) -> Payment:
    return Payment(
        day=pieces.day(row.get("date")),
        sum=pieces.money(row),
        what=pieces.text(row["what"]) if row.get("what") else Translated(),
        state=pieces.text(row["state"]) if row.get("state") else Translated(),
        kind=pieces.kind(row.get("kind")),
    )


def _action(row: Mapping[str, Any]) -> Action:
    about = pieces.text(row["about"]) if row.get("about") else Translated()
    return Action(pieces.code(row.get("code")), pieces.text(row.get("name")), about, row.get("needs_identity") is True)
