"""Figures of the shift as rows of tables, in the reader's words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import pgettext

from otklik.clocks import limits as watched
from otklik.kernel.translated import Translated
from otklik.people.models import Person
from otklik.problems import triage
from otklik.routing import honesty as kept
from otklik.ui.formats import Words


@dataclass(frozen=True, slots=True)
class Line:
    """A row: what it is of, how many in all, how many of them, which share."""

    title: str
    of: str
    all: int
    some: int
    share: str


def honesty(reader: Person) -> list[Line]:
    """By week, the newest first."""
    words = Words(reader)
    return [
        Line(words.day(week.begins), "", week.told, week.kept, words.percent(week.kept / week.told))
        for week in kept.weeks()
    ]


def limits(reader: Person) -> list[Line]:
    """By week, the newest first: how many waited beyond the first limit, and how many of them beyond the outer one."""
    words = Words(reader)
    return [Line(words.day(week), "", first, outer, "") for week, first, outer in watched.weeks(reader)]


def silence(reader: Person) -> list[Line]:
    """By person and line."""
    words = Words(reader)
    nobody = pgettext("figures", "nobody")
    return [
        Line(
            one.person or nobody,
            str(Translated(one.line)) if one.line else "",
            one.closed,
            one.silent,
            words.percent(one.silent / one.closed),
        )
        for one in kept.silence(reader)
    ]


def leaders(reader: Person) -> str:
    """The share of requests that came to a leader in 30 days, in words; empty without any (R28)."""
    reached, opened = triage.leaders_share()
    return Words(reader).percent(reached / opened) if opened else ""
