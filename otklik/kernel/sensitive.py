"""Secrets in plain text, found by their shape: passwords, keys, private keys, numbers of cards (R22).

Careful rather than complete: what is hidden by mistake costs its reader a click, so a word is hidden only where it
stands for a secret and looks like one. Work is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

PASSWORD: Final = "password"  # noqa: S105  the name of a kind
KEY: Final = "key"
PRIVATE_KEY: Final = "private_key"
CARD: Final = "card"
MASK: Final = "••••••••"
CARD_LENGTHS: Final = range(13, 20)


@dataclass(frozen=True, slots=True)
class Found:
    """A secret: its kind, and its place in the text."""

    kind: str
    start: int
    end: int


_PRIVATE = re.compile(
    r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----"
    r".*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|\Z)",
    re.DOTALL,
)
_KEY = re.compile(
    r"(?<![\w-])(?:"
    r"sk-(?:proj-|ant-)?[A-Za-z0-9_-]{20,200}|[rs]k_(?:live|test)_[A-Za-z0-9]{16,200}"
    r"|gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_\w{22,255}|glpat-[\w-]{20,100}"
    r"|AKIA[0-9A-Z]{16}|AIza[\w-]{35}|xox[abprs]-[\w-]{10,200}|SG\.[\w-]{16,64}\.[\w-]{16,64}"
    r"|eyJ[\w-]{10,2000}\.eyJ[\w-]{10,4000}\.[\w-]{10,1000}|\d{8,10}:[A-Za-z0-9_-]{35}"
    r")(?![\w-])"
)
_DIGITS = re.compile(r"(?<![\w+№#.,/-])(?<![№#] )\d(?:[ -]?\d){12,18}(?![\w-])")
_WORDS = (
    r"парол[ьяюе]м?|password|passwd|passphrase|pwd|pass|"
    r"api[ _-]?key|access[ _-]?key|secret(?:[ _-]?key)?|client[ _-]?secret|token|токен\w{0,2}|секрет(?:ный ключ)?|"
    r"ключ(?: доступа| api)?|код доступа|pin(?:[ -]?code)?|п[иі]н(?:[ -]?код)?|cv[vc]2?"
)
_SIGN = r"\s{0,3}[:=]\s{0,3}|\s{1,3}[-–—]\s{1,3}"
_LABELLED = re.compile(
    rf"(?<![\w-])(?P<label>{_WORDS})(?:[\"'»]?(?P<sign>{_SIGN})|[ \t])[\"'«“`]?(?P<value>[^\s\"'«»“”`<>&]{{3,200}})",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"(?:логин|логін|login|user(?:name)?|имя пользователя|учетка|e-?mail|почта)\s*[:=—–-]", re.IGNORECASE
)
_SHORT = re.compile(r"(?:pin|п[иі]н|cv[vc]|код)", re.IGNORECASE)
_KEYS = re.compile(r"(?:api|access|secret|client|token|токен|ключ|секрет)", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://|[\w.+-]+@[\w-]+\.[\w.-]+\Z", re.IGNORECASE)
_NEAR = 120
"""Characters before a password among which its login is looked for."""
_CERTAIN = 8
"""Characters of a mixture that is a secret without a colon before it: «пароль Qwerty12»."""


def find(text: str) -> list[Found]:
    """Every secret of the text, in order; none overlaps another."""
    found: list[Found] = []
    for one in sorted(_all(text), key=lambda one: (one.start, -one.end)):
        if not found or one.start >= found[-1].end:
            found.append(one)
    return found


def masked(text: str, mask: str = MASK) -> tuple[str, tuple[str, ...]]:
    """The text with a mask in the place of every secret, and the kinds that were found; a card keeps its last four."""
    parts, place, kinds = [], 0, []
    for one in find(text):
        last = f" {re.sub(r'[ -]', '', text[one.start : one.end])[-4:]}" if one.kind == CARD and mask == MASK else ""
        parts += [text[place : one.start], mask + last]
        place = one.end
        kinds.append(one.kind)
    return "".join([*parts, text[place:]]), tuple(dict.fromkeys(kinds))


def is_card(digits: str) -> bool:
    """Whether the digits are a number that a bank may have given (ISO/IEC 7812): issuer, length, Luhn's check digit."""
    return digits.isascii() and digits.isdecimal() and _is_issued(digits) and _passes_luhn(digits)


def _all(text: str) -> Iterator[Found]:
    for one in _PRIVATE.finditer(text):
        yield Found(PRIVATE_KEY, *one.span())
    for one in _KEY.finditer(text):
        yield Found(KEY, *one.span())
    for one in _DIGITS.finditer(text):
        if _is_grouped(one[0]) and is_card(re.sub(r"[ -]", "", one[0])):
            yield Found(CARD, *one.span())
    yield from _labelled(text)


def _labelled(text: str) -> Iterator[Found]:
    for one in _LABELLED.finditer(text):
        value = one["value"].rstrip(".,;:)")
        if _looks_secret(value, one["label"], bool(one["sign"]), text[max(0, one.start() - _NEAR) : one.start()]):
            kind = KEY if _KEYS.match(one["label"]) else PASSWORD
            yield Found(kind, one.start("value"), one.start("value") + len(value))


def _looks_secret(value: str, label: str, is_said: bool, before: str) -> bool:
    """A mixture always does; a plain word where its alphabet is not that of its label, or where a login stands by."""
    if len(set(value)) < 2 or _ADDRESS.match(value):
        return False
    digits, letters = any(map(str.isdigit, value)), any(map(str.isalpha, value))
    is_mixed = digits and letters
    if not is_said:
        return is_mixed and len(value) >= _CERTAIN
    if value.isdecimal():
        return len(value) >= (3 if _SHORT.match(label) else 4)
    if _KEYS.match(label):
        return is_mixed and len(value) >= _CERTAIN
    if len(value) < 4:
        return False
    word = re.sub(r"[-_./*()\[\]{}!?…]", "", value)
    return is_mixed or (letters and (not word.isalpha() or _is_odd(word, label, before)))


def _is_odd(word: str, label: str, before: str) -> bool:
    """Letters alone that are hardly a word of the sentence."""
    is_plain = word.istitle() or word.islower() or word.isupper()
    return word.isascii() != label.isascii() or not is_plain or _LOGIN.search(before) is not None


def _is_grouped(written: str) -> bool:
    """As cards are written: in one piece, by fours, or 4-6-5."""
    groups = [len(group) for group in re.split(r"[ -]", written)]
    return len(groups) == 1 or groups == [4, 6, 5] or (set(groups[:-1]) == {4} and groups[-1] <= 4)


def _is_issued(digits: str) -> bool:
    length, two, four = len(digits), int(digits[:2]), int(digits[:4])
    if length not in CARD_LENGTHS:
        return False
    if digits[0] == "4":
        return length in (13, 16, 19)
    if two in (34, 37):
        return length == 15
    if 2200 <= four <= 2204 or two == 62:
        return length >= 16
    return length == 16 and (51 <= two <= 55 or 2221 <= four <= 2720)


def _passes_luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0
