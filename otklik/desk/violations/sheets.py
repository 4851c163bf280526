"""The report as a file: XLSX with a sheet for each table, CSV of the people. No cell is ever a formula."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from otklik.desk import written
from otklik.desk.violations.report import Report, Row
from otklik.desk.written import Cell


def xlsx(report: Report) -> bytes:
    """A workbook; numbers are numbers, texts are texts whatever they begin with."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        bold, fine = book.add_format({"bold": True}), book.add_format({"num_format": "0.0#"})
        for title, rows in _sheets(report):
            sheet = book.add_worksheet(title)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, 1, 24)
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(number, place, cell, bold if number == 0 else None)
                    else:
                        sheet.write_number(number, place, cell, fine if isinstance(cell, float) else None)
    return out.getvalue()


def table(report: Report, language: str) -> str:
    """CSV of the people."""
    return written.table(_people(report), language)


def _sheets(report: Report) -> Iterator[tuple[str, Iterator[Sequence[Cell]]]]:
    yield pgettext("sheet", "People"), _people(report)
    yield pgettext("sheet", "Statuses"), _statuses(report)
    yield pgettext("sheet", "Excused"), _excused(report)


def _heads(of: str) -> list[Cell]:
    return [
        pgettext("report", "Line"),
        of,
        pgettext("report", "Turns"),
        "I",
        "II",
        "III",
        pgettext("report", "Shares"),
        _("Shares per 100 turns"),
        pgettext("report", "Not charged"),
    ]


def _people(report: Report) -> Iterator[Sequence[Cell]]:
    yield _heads(pgettext("report", "Person"))
    for section in report.sections:
        yield from (_cells(section.line, row) for row in section.people)


def _statuses(report: Report) -> Iterator[Sequence[Cell]]:
    yield _heads(pgettext("report", "Status"))
    for section in report.sections:
        yield from (_cells(section.line, row) for row in section.statuses)


def _cells(line: str, row: Row) -> Sequence[Cell]:
    figures = [row.turns.value, *(one.value for one in row.degrees)]
    return [line, row.title, *figures, row.parts.value, row.rate.value if row.rate else "", row.excused.value]


def _excused(report: Report) -> Iterator[Sequence[Cell]]:
    yield [pgettext("report", "Lead"), pgettext("report", "Why"), pgettext("report", "Not charged")]
    for one in report.excused:
        for fault, count in one.figures:
            yield [one.lead, fault, count]
