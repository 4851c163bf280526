"""The smallest pieces of what a source answers: a text, an amount, a day, an address. What does not fit is a Misfit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
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


def each(
    told: Mapping[str, Any], name: str, make: Callable[[Mapping[str, Any]], T], missing: list[str], most: int = MOST
) -> Iterator[T]:
    """The rows of a list that fit, at most `most`; the others are named in `missing`."""
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


def optional(told: Mapping[str, Any], name: str, make: Callable[[Any], T], missing: list[str], otherwise: T) -> T:
    """One piece, or `otherwise`; a piece that does not fit is named in `missing`."""
    if told.get(name) in (None, ""):
        return otherwise
    try:
        return make(told[name])
    except Misfit:
        missing.append(name)
        return otherwise


def text(told: Any) -> Translated:
    """A line, or lines by language; tags are shown as they are, never as markup."""
    by_language = {settings.LANGUAGE_CODE: told} if isinstance(told, str) else told
    if not isinstance(by_language, Mapping):
        raise Misfit
    known = dict(settings.LANGUAGES)
    kept = {code: cut(text) for code, text in by_language.items() if code in known and isinstance(text, str)}
    lines = Translated((code, text) for code, text in kept.items() if text)
    if not lines:
        raise Misfit
    return lines


def cut(text: str) -> str:
    """One line of at most 300 characters."""
    return clean_line(text[: LONGEST * 4])[:LONGEST]


def code(told: Any) -> str:
    """A code: small Latin letters, digits, "_", "-" and "."."""
    if not isinstance(told, str) or not CODE.fullmatch(told):
        raise Misfit
    return told


def plain(row: Mapping[str, Any]) -> str:
    """A text, or a whole number shown as one."""
    told = row.get("value")
    if isinstance(told, bool) or not isinstance(told, str | int):
        raise Misfit
    text = cut(str(told)) if isinstance(told, str) or abs(told) < 10**30 else ""
    if not text:
        raise Misfit
    return text


def decimal(told: Any) -> Decimal:
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


def money(row: Mapping[str, Any]) -> Money:
    """A sum with its currency, to the cent."""
    told, currency = row.get("amount", row.get("value")), row.get("currency")
    if not isinstance(currency, str) or not CURRENCY.fullmatch(currency):
        raise Misfit
    return Money(round(decimal(told), 2), currency)


def day(told: Any) -> date:
    """A day as 2026-12-01."""
    try:
        return date.fromisoformat(told) if isinstance(told, str) else misfit()
    except ValueError:
        raise Misfit from None


def instant(row: Mapping[str, Any]) -> datetime:
    """A moment; without a zone it is UTC."""
    try:
        at = datetime.fromisoformat(str(row.get("value")))
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise Misfit from None


def yes(row: Mapping[str, Any]) -> bool:
    """Yes or no, and nothing that only resembles it."""
    told = row.get("value")
    return told if isinstance(told, bool) else misfit()


def kind(told: Any) -> str:
    """How something fares."""
    if told in (None, ""):
        return ""
    if told not in KINDS:
        raise Misfit
    return str(told)


def url(told: Any) -> str:
    """Only the web: javascript:, data: and the like are misfits."""
    if not isinstance(told, str) or len(told) > 1000 or re.search(r"[\s\x00-\x1f\x7f]", told):
        raise Misfit
    try:
        parts = urlsplit(told)
        is_web = parts.scheme in ("https", "http") and bool(parts.hostname) and not parts.username
    except ValueError:
        raise Misfit from None
    return told if is_web else misfit()


def misfit() -> Any:
    """Raises Misfit, within an expression."""
    raise Misfit


VALUES: dict[str, Callable[[Mapping[str, Any]], Value]] = {
    "text": plain,
    "number": lambda row: decimal(row.get("value")),
    "money": money,
    "date": lambda row: day(row.get("value")),
    "time": instant,
    "yes_no": yes,
    "link": lambda row: url(row.get("value")),
}
