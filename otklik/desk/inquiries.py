"""Answers of the company's system to typed queries: on the page, in a note, in the history of a request (C2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from otklik.cards import inquiring
from otklik.cards.models import Inquiry
from otklik.cards.pieces import Value
from otklik.cards.querying import Answer
from otklik.desk.account import value
from otklik.kernel.events import Event
from otklik.ui.formats import Words

LONGEST_NOTE = 20_000
"""Characters of a note: whole rows that do not fit are counted."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer in words; `note` is where one press takes it into the request."""

    note: str
    text: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: str
    left_out: str

    @property
    def is_empty(self) -> bool:
        """Nothing was found."""
        return not self.text and not self.rows


def shown(inquiry: Inquiry, number: int, answer: Answer, words: Words) -> Shown:
    """The answer as a person reads it."""
    lost = len(answer.left_out)
    said = ngettext(
        "%(count)s part of the answer was not understood", "%(count)s parts of the answer were not understood", lost
    )
    return Shown(
        note=reverse("desk:account-answer-note", args=[number, inquiry.code, inquiry.pk]),
        text=answer.text,
        columns=tuple(map(str, answer.columns)),
        rows=tuple(tuple(_cell(cell, words) for cell in row) for row in answer.rows),
        more=_more(answer.more),
        left_out=said % {"count": lost} if lost else "",
    )


def note(inquiry: Inquiry, asked: Iterable[tuple[str, str]], found: Shown) -> str:
    """The words of the note: what was asked, with what, and what came."""
    heading = _("Asked our system: “%(name)s”") % {"name": inquiry.name}
    lines = [heading, *(f"{name}: {told}" for name, told in asked), ""]
    if found.text:
        lines += [found.text, ""]
    if found.columns and found.rows:
        lines.append(" | ".join(found.columns))
    room = LONGEST_NOTE - sum(len(line) + 1 for line in lines)
    kept = list(_fitting((" | ".join(row) for row in found.rows), room))
    lines += kept
    if len(kept) < len(found.rows):
        lines.append(_more(len(found.rows) - len(kept)))
    if found.more:
        lines.append(found.more)
    return "\n".join(lines if not found.is_empty else [*lines, _("Nothing was found.")]).strip()


def told(events: Iterable[Event]) -> dict[int, str]:
    """The sentences of the events that are about queries, by the event's id; one query if there are some."""
    about = {event.pk: event.data["inquiry"] for event in events if "inquiry" in event.data}
    if not about:
        return {}
    known = inquiring.told(set(about.values()))
    said = _("Asked our system: “%(name)s”")
    return {pk: said % {"name": known[one].name} for pk, one in about.items() if one in known}


def _cell(cell: Value | None, words: Words) -> str:
    """A moment is exact: in a log a day alone says nothing, and a note is read later."""
    if isinstance(cell, datetime):
        return words.exact(cell)
    return "" if cell is None else value(cell, words)


def _more(count: int) -> str:
    said = ngettext("%(count)s more row is not shown", "%(count)s more rows are not shown", count)
    return said % {"count": count} if count else ""


def _fitting(lines: Iterable[str], room: int) -> Iterator[str]:
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            return
        yield line
