"""Typed queries that a source offers, and what it answers to one (C2): understood, bounded, and never raising.

A query is taken whole or not at all: with a parameter missing it would ask something else. Of an answer what does
not fit is left out and counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal, get_args

from otklik.cards import pieces
from otklik.cards.pieces import Misfit, Value
from otklik.kernel.text import clean
from otklik.kernel.translated import Translated

MOST = 20
MOST_PARAMETERS = 8
MOST_CHOICES = 50
MOST_LINES = 50
MOST_COLUMNS = 8
MOST_ROWS = 50
LONGEST_TEXT = 4000

Kind = Literal["text", "number", "date", "choice"]


@dataclass(frozen=True)
class Parameter:
    """What one may say in a query, within its bounds: `longest` of a text, `least` and `most` of numbers and dates."""

    code: str
    name: Translated
    kind: Kind = "text"
    is_required: bool = False
    longest: int = pieces.LONGEST
    least: Decimal | date | None = None
    most: Decimal | date | None = None
    choices: tuple[tuple[str, Translated], ...] = ()


@dataclass(frozen=True)
class Query:
    """A question that the source answers about a customer. `lines`: only these (their codes); empty means any."""

    code: str
    name: Translated
    about: Translated
    parameters: tuple[Parameter, ...] = ()
    lines: tuple[str, ...] = ()
    needs_proof: bool = False


@dataclass(frozen=True)
class Answer:
    """A text, a table, both or nothing; a cell is None where there is nothing. `more` counts rows that are not here."""

    text: str = ""
    columns: tuple[Translated, ...] = ()
    rows: tuple[tuple[Value | None, ...], ...] = ()
    more: int = 0
    left_out: tuple[str, ...] = field(default=())


def query(row: Mapping[str, Any]) -> Query:
    """A query as the source declares it. Raises Misfit."""
    parameters = tuple(_all(row, "parameters", _parameter, MOST_PARAMETERS))
    if len({one.code for one in parameters}) < len(parameters):
        raise Misfit
    return Query(
        code=pieces.code(row.get("code")),
        name=pieces.text(row.get("name")),
        about=pieces.text(row["about"]) if row.get("about") else Translated(),
        parameters=parameters,
        lines=tuple(_all(row, "lines", pieces.code, MOST_LINES)),
        needs_proof=row.get("needs_identity") is True,
    )


def answer(told: Mapping[str, Any]) -> Answer:
    """What came back."""
    missing: list[str] = []
    columns = list(pieces.each(told, "columns", _column, missing, MOST_COLUMNS))
    rows = told.get("rows")
    if rows is not None and not isinstance(rows, list):
        missing.append("rows")
    found = rows if isinstance(rows, list) and columns and not missing else []
    return Answer(
        text=pieces.optional(told, "text", _text, missing, ""),
        columns=tuple(name for name, _make in columns),
        rows=tuple(_rows(found[:MOST_ROWS], columns, missing)),
        more=max(0, len(found) - MOST_ROWS),
        left_out=tuple(missing[: pieces.MOST]),
    )


def _all(row: Mapping[str, Any], name: str, make: Callable[[Any], Any], most: int) -> Iterator[Any]:
    """Every one of a list; one that does not fit, or too many, make the whole a misfit."""
    told = row.get(name) or []
    if not isinstance(told, list) or len(told) > most:
        raise Misfit
    for one in told:
        yield make(one)


def _parameter(told: Any) -> Parameter:
    row = told if isinstance(told, Mapping) else pieces.misfit()
    kind = row.get("type", "text")
    if kind not in get_args(Kind):
        raise Misfit
    make: Callable[[Any], Any] | None = {"number": pieces.decimal, "date": pieces.day}.get(kind)
    least, most = (make(row[name]) if make and row.get(name) is not None else None for name in ("min", "max"))
    if least is not None and most is not None and least > most:
        raise Misfit
    choices = tuple(_all(row, "choices", _choice, MOST_CHOICES)) if kind == "choice" else ()
    if kind == "choice" and not choices:
        raise Misfit
    return Parameter(
        code=pieces.code(row.get("code")),
        name=pieces.text(row.get("name")),
        kind=kind,
        is_required=row.get("required") is True,
        longest=_length(row.get("max_length", pieces.LONGEST)),
        least=least,
        most=most,
        choices=choices,
    )


def _choice(told: Any) -> tuple[str, Translated]:
    if isinstance(told, str):
        return pieces.plain({"value": told}), pieces.text(told)
    row = told if isinstance(told, Mapping) else pieces.misfit()
    return pieces.plain(row), pieces.text(row.get("name"))


def _length(told: Any) -> int:
    if isinstance(told, bool) or not isinstance(told, int) or not 1 <= told <= pieces.LONGEST:
        raise Misfit
    return told


Column = tuple[Translated, Callable[[Any], Value]]


def _column(row: Mapping[str, Any]) -> Column:
    kind = row.get("type", "text")
    make = pieces.VALUES.get(kind) if isinstance(kind, str) else None
    if make is None:
        raise Misfit
    currency = row.get("currency")
    return pieces.text(row.get("name")), lambda value: make({"value": value, "currency": currency})


def _rows(rows: list[Any], columns: list[Column], missing: list[str]) -> Iterator[tuple[Value | None, ...]]:
    for number, row in enumerate(rows):
        if not isinstance(row, list) or len(row) != len(columns):
            missing.append(f"rows[{number}]")
            continue
        yield tuple(_cells(row, columns, f"rows[{number}]", missing))


def _cells(row: list[Any], columns: list[Column], place: str, missing: list[str]) -> Iterator[Value | None]:
    for number, (value, (_name, make)) in enumerate(zip(row, columns, strict=True)):
        try:
            yield make(value) if value not in (None, "") else None
        except Misfit:
            missing.append(f"{place}[{number}]")
            yield None


def _text(told: Any) -> str:
    """Words of more than one line, as they are."""
    if not isinstance(told, str):
        raise Misfit
    return clean(told[: LONGEST_TEXT * 2]).strip()[:LONGEST_TEXT]
