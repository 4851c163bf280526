"""Sums of money: whole hundredths («копейки»), never floats. Pure.

A sum is typed and shown as people of each language write it: «12 500,50 ₽», «€12,500.50».
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from babel.numbers import format_currency

HUNDRED = 100
MOST = 100_000_000_000 * HUNDRED
"""The largest sum of one estimate, in hundredths: who types more has slipped."""

_TYPED = re.compile(r"(\d+)(?:[.,](\d{1,2}))?")
_ENGLISH = re.compile(r"\d{1,3}(?:,\d{3})+\.\d{1,2}|\d{1,3}(?:,\d{3}){2,}")
"""«12,500.50», «1,234,567»; «12,500» alone could be twelve and a half as well, and is refused."""
_SPACES = re.compile(r"(?<=\d)[\s\u00a0\u202f’'](?=\d{3}(?:\D|$))")
_SIGNS = re.compile(r"^[\s\u00a0]*[€$₽₴₸]?[\s\u00a0]*|[\s\u00a0]*(?:[€$₽₴₸]|руб\.?|р\.|грн\.?)?[\s\u00a0]*$")


class NotMoney(ValueError):
    """What was typed is no positive sum with at most two places."""


def read(typed: str) -> int:
    """Hundredths of what a person typed: «12 500,50», «12500.5», «12,500.50 ₽». Raises NotMoney."""
    text = _SPACES.sub("", _SIGNS.sub("", typed))
    text = text.replace(",", "") if _ENGLISH.fullmatch(text) else text
    found = _TYPED.fullmatch(text)
    if found is None or not text.isascii():
        raise NotMoney(typed)
    try:
        amount = int(Decimal(f"{found[1]}.{found[2] or 0}") * HUNDRED)
    except InvalidOperation:
        raise NotMoney(typed) from None
    if not 0 < amount <= MOST:
        raise NotMoney(typed)
    return amount


def decimal(amount: int) -> Decimal:
    """The same in whole units: Decimal("12500.50")."""
    return Decimal(amount).scaleb(-2)


def shown(amount: int, currency: str, language: str) -> str:
    """As people of a language read it; whole sums without their hundredths."""
    pattern = None if amount % HUNDRED else {"en": "¤#,##0;-¤#,##0"}.get(language, "#,##0\u00a0¤")
    return format_currency(
        decimal(amount), currency, format=pattern, locale=language, currency_digits=pattern is None
    ).replace("\u202f", "\u00a0")


def typed(amount: int) -> str:
    """As it stands in a field, to be typed on: «12500.50»."""
    return str(decimal(amount)) if amount % HUNDRED else str(amount // HUNDRED)
