"""Tables as CSV files for spreadsheets. No cell is ever a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

Cell = str | float
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins so is read by spreadsheets as a formula (OWASP, CSV injection)."""


def table(rows: Iterable[Sequence[Cell]], language: str) -> str:
    """CSV as spreadsheets of that language read it: with a mark of UTF-8, and their comma."""
    out = io.StringIO()
    is_english = language == "en"
    writer = csv.writer(out, delimiter="," if is_english else ";")
    for row in rows:
        writer.writerow([_told(cell, is_english) for cell in row])
    return "\ufeff" + out.getvalue()


def harmless(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would compute it."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def _told(cell: Cell, is_english: bool) -> str:
    if isinstance(cell, str):
        return harmless(cell)
    return str(cell) if is_english else str(cell).replace(".", ",")
