"""What a source answers, understood piece by piece: what does not fit is left out and counted, and nothing raises."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings

from otklik.cards.models.source import CODE
from otklik.kernel.text import clean_line
from otklik.kernel.translated import Translated

CONTRACT = 1
MOST = 40
"""Of fields, products and payments each; more are left out."""
MOST_ACTIONS = 20
LONGEST = 300
KINDS = ("fine", "warn", "problem")
CURRENCY = re.compile(r"[A-Z]{3}")
LARGEST = Decimal(10) ** 15

T = TypeVar("T")


class Misfit(Exception):
    """A piece is not what the contract says."""


@dataclass(frozen=True)
class Money:
    """A sum and its ISO 4217 code."""

    amount: Decimal
    currency: str


Value = str | Decimal | Money | date | datetime | bool


@dataclass(frozen=True)
class Line:
    """A typed field: its name, its value, perhaps where it leads to."""

    name: Translated
    value: Value
    url: str = ""


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
    left_out: tuple[str, ...] = ()


def read(told: Mapping[str, Any]) -> Account:
    """An account out of the JSON object of a source."""
    missing: list[str] = []
    if told.get("found") is False:
        return Account(is_found=False)
    state = told.get("state")
    state = state if isinstance(state, Mapping) else {}
    return Account(
        is_found=True,
        title=_optional(told, "title", _text, missing, Translated()),
        url=_optional(told, "url", _url, missing, ""),
        state=_optional(state, "text", _text, missing, Translated()),
        kind=_optional(state, "kind", _kind, missing, ""),
        lines=tuple(_each(told, "fields", _line, missing)),
        products=tuple(_each(told, "products", _product, missing)),
        payments=tuple(_each(told, "payments", _payment, missing)),
        actions=tuple(_each(told, "actions", _action, missing, MOST_ACTIONS)),
        left_out=tuple(missing[:MOST]),
    )


def said(told: Mapping[str, Any]) -> Translated:
    """The words of an answer about an action, or of an error; empty if there are none."""
    return _optional(told, "said", _text, [], Translated())


def _each(
    told: Mapping[str, Any], name: str, make: Callable[[Mapping[str, Any]], T], missing: list[str], most: int = MOST
) -> Iterator[T]:
    rows = told.get(name)
    if rows is None:
        return
    if not isinstance(rows, list):
        missing.append(name)
        return
    for number, row in enumerate(rows[:most]):
        try:
            if not isinstance(row, Mapping):
                raise Misfit
            yield make(row)
        except Misfit:
            missing.append(f"{name}[{number}]")
    if len(rows) > most:
        missing.append(f"{name}[{most}…{len(rows) - 1}]")


def _optional(told: Mapping[str, Any], name: str, make: Callable[[Any], T], missing: list[str], otherwise: T) -> T:
    if told.get(name) in (None, ""):
        return otherwise
    try:
        return make(told[name])
    except Misfit:
        missing.append(name)
        return otherwise


def _line(row: Mapping[str, Any]) -> Line:
    kind = row.get("type", "text")
    make = _VALUES.get(kind) if isinstance(kind, str) else None
    if make is None:
        raise Misfit
    url = _url(row["url"]) if row.get("url") else ""
    return Line(_text(row.get("name")), make(row), url or (_url(row.get("value")) if kind == "link" else ""))


def _product(row: Mapping[str, Any]) -> Product:
    return Product(
        name=_text(row.get("name")),
        state=_text(row["state"]) if row.get("state") else Translated(),
        kind=_kind(row.get("kind")),
        until=_day(row["until"]) if row.get("until") else None,
        url=_url(row["url"]) if row.get("url") else "",
    )


def _payment(row: Mapping[str, Any]) -> Payment:
    return Payment(
        day=_day(row.get("date")),
        sum=_money(row),
        what=_text(row["what"]) if row.get("what") else Translated(),
        state=_text(row["state"]) if row.get("state") else Translated(),
        kind=_kind(row.get("kind")),
    )


def _action(row: Mapping[str, Any]) -> Action:
    code = row.get("code")
    if not isinstance(code, str) or not CODE.fullmatch(code):
        raise Misfit
    about = _text(row["about"]) if row.get("about") else Translated()
    return Action(code, _text(row.get("name")), about, row.get("needs_identity") is True)


def _text(told: Any) -> Translated:
    """A line, or lines by language; tags are shown as they are, never as markup."""
    by_language = {settings.LANGUAGE_CODE: told} if isinstance(told, str) else told
    if not isinstance(by_language, Mapping):
        raise Misfit
    known = dict(settings.LANGUAGES)
    kept = {code: _cut(text) for code, text in by_language.items() if code in known and isinstance(text, str)}
    lines = Translated((code, text) for code, text in kept.items() if text)
    if not lines:
        raise Misfit
    return lines


def _cut(text: str) -> str:
    return clean_line(text[: LONGEST * 4])[:LONGEST]


def _plain(row: Mapping[str, Any]) -> str:
    told = row.get("value")
    if isinstance(told, bool) or not isinstance(told, str | int):
        raise Misfit
    text = _cut(str(told)) if isinstance(told, str) or abs(told) < 10**30 else ""
    if not text:
        raise Misfit
    return text


def _decimal(told: Any) -> Decimal:
    """An amount as text or number; never through binary fractions of a text."""
    if isinstance(told, bool) or not isinstance(told, str | int | float):
        raise Misfit
    try:
        value = Decimal(told[:40] if isinstance(told, str) else repr(told))
    except (InvalidOperation, ValueError):
        raise Misfit from None
    if not value.is_finite() or abs(value) >= LARGEST:
        raise Misfit
    return value


def _money(row: Mapping[str, Any]) -> Money:
    told, currency = row.get("amount", row.get("value")), row.get("currency")
    if not isinstance(currency, str) or not CURRENCY.fullmatch(currency):
        raise Misfit
    return Money(round(_decimal(told), 2), currency)


def _day(told: Any) -> date:
    try:
        return date.fromisoformat(told) if isinstance(told, str) else _misfit()
    except ValueError:
        raise Misfit from None


def _instant(row: Mapping[str, Any]) -> datetime:
    try:
        at = datetime.fromisoformat(str(row.get("value")))
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise Misfit from None


def _yes(row: Mapping[str, Any]) -> bool:
    told = row.get("value")
    return told if isinstance(told, bool) else _misfit()


def _kind(told: Any) -> str:
    if told in (None, ""):
        return ""
    if told not in KINDS:
        raise Misfit
    return str(told)


def _url(told: Any) -> str:
    """Only the web: javascript:, data: and the like are misfits."""
    if not isinstance(told, str) or len(told) > 1000 or re.search(r"[\s\x00-\x1f\x7f]", told):
        raise Misfit
    try:
        parts = urlsplit(told)
        is_web = parts.scheme in ("https", "http") and bool(parts.hostname) and not parts.username
    except ValueError:
        raise Misfit from None
    return told if is_web else _misfit()


def _misfit() -> Any:
    raise Misfit


_VALUES: dict[str, Callable[[Mapping[str, Any]], Value]] = {
    "text": _plain,
    "number": lambda row: _decimal(row.get("value")),
    "money": _money,
    "date": lambda row: _day(row.get("value")),
    "time": _instant,
    "yes_no": _yes,
    "link": lambda row: _url(row.get("value")),
}
