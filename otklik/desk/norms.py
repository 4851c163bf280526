"""The norms that hold for somebody, and those to come (R24)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import pgettext

from otklik.clocks.models import Acknowledgement, Counting, Norm
from otklik.desk.violations.rows import at_level, length, named
from otklik.kernel import clock
from otklik.people.models import Line, LineMembership, Person
from otklik.ui.formats import Stamp, Words


@dataclass(frozen=True, slots=True)
class Held:
    """A norm in force: three thresholds, those that are not set are empty."""

    status: str
    level: str
    limits: tuple[str, ...]
    counting: str
    since: str


@dataclass(frozen=True, slots=True)
class Change:
    """A norm that comes, or has come lately: what was, what will be, whether the reader has said that they know."""

    pk: int
    status: str
    line: str
    level: str
    before: str
    after: str
    since: Stamp
    is_coming: bool
    read_at: Stamp | None


@dataclass(frozen=True, slots=True)
class LineNorms:
    """What holds on a line."""

    line: str
    norms: tuple[Held, ...]


def in_force(reader: Person) -> list[LineNorms]:
    """By the reader's lines; who has none reads what holds everywhere."""
    words = Words(reader)
    norms = list(Norm.objects.in_force(clock.now()).select_related("status"))
    lines: list[Line | None] = list(Line.objects.filter(is_active=True, memberships__person=reader)) or [None]
    known = dict(LineMembership.objects.filter(person=reader).values_list("line", "level"))
    return [_of_line(line, norms, words, known.get(line.pk) if line else None) for line in lines]


def changes(reader: Person) -> list[Change]:
    """What people have set and what comes, or came within a month; the unread first."""
    words, now = Words(reader), clock.now()
    known = list(Norm.objects.announced(now).select_related("status", "line"))
    read = dict(Acknowledgement.objects.filter(norm__in=known, person=reader).values_list("norm", "at"))
    standing = list(Norm.objects.standing())
    rows = [_change(norm, standing, words, read.get(norm.pk), now) for norm in known]
    return sorted(rows, key=lambda row: row.read_at is not None)


def _of_line(line: Line | None, norms: list[Norm], words: Words, level: int | None) -> LineNorms:
    """As `Rules.norms` chooses: the narrower goes before the wider."""
    place = line.pk if line else None
    chosen: dict[int | None, Norm] = {}
    for key in dict.fromkeys(((None, None), (None, level), (place, None), (place, level))):
        chosen |= {norm.status_id: norm for norm in norms if (norm.line_id, norm.level) == key}
    ordered = sorted(chosen.values(), key=lambda norm: (norm.status is None, norm.status.order if norm.status else 0))
    title = str(line.name) if line else pgettext("of a norm", "every line")
    return LineNorms(title, tuple(_held(norm, words) for norm in ordered if norm.limits))


def _held(norm: Norm, words: Words) -> Held:
    limits = tuple(length(limit, words) for limit in norm.limits)
    known = limits + ("",) * (3 - len(limits))
    return Held(
        named(norm.status.name if norm.status else None),
        at_level(norm),
        known,
        norm.get_counting_display(),
        words.day(norm.valid_from),
    )


def _change(norm: Norm, standing: list[Norm], words: Words, read_at: datetime | None, now: datetime) -> Change:
    same = [one for one in standing if _key(one) == _key(norm)]
    before = max(
        (one for one in same if one.valid_from < norm.valid_from), key=lambda one: one.valid_from, default=None
    )
    return Change(
        pk=norm.pk,
        status=named(norm.status.name if norm.status else None),
        line=str(norm.line.name) if norm.line else pgettext("of a norm", "every line"),
        level=at_level(norm),
        before=_told(before, words),
        after=_told(norm, words),
        since=words.stamp(norm.valid_from, words.day),
        is_coming=norm.valid_from > now,
        read_at=words.stamp(read_at) if read_at else None,
    )


def _key(norm: Norm) -> tuple[int | None, ...]:
    return norm.status_id, norm.line_id, norm.level


def _told(norm: Norm | None, words: Words) -> str:
    if norm is None or not norm.limits:
        return pgettext("of a norm", "no norm")
    limits = ", ".join(length(limit, words) for limit in norm.limits)
    return f"{limits} ({norm.get_counting_display()})" if norm.counting == Counting.CALENDAR else limits
