"""Rows of a table that are read one below the other on a telephone: each cell says what its column is called."""

from __future__ import annotations

import re
from collections.abc import Iterable

from markupsafe import Markup, escape

_ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
_CELL = re.compile(r"<t([dh])(?=[\s>])")


def labelled(rows: str, heads: Iterable[tuple[str, str]]) -> Markup:
    """The rows with the name of its column in `data-label` of every cell but the heading; a row has no table inside."""
    names = [escape(text.striptags() if isinstance(text, Markup) else text) for text, _kind in heads]

    def name_row(row: re.Match[str]) -> str:
        left = iter(names)
        return _CELL.sub(lambda cell: _named(cell, next(left, "")), row[0])

    return Markup(_ROW.sub(name_row, rows))  # noqa: S704  the rows come from a template, the names are escaped


def _named(cell: re.Match[str], name: str) -> str:
    return cell[0] if cell[1] == "h" else f'<td data-label="{name}"'
