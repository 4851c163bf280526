"""One violation: whose time, piece by piece, what was said of it, and what the reader can do (R23–R25)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from otklik.clocks import excusing
from otklik.clocks.explaining import Part, explain
from otklik.clocks.models import Objection, Violation
from otklik.desk.violations.rows import Row, at_level, length, named, row
from otklik.kernel import clock
from otklik.kernel.translated import Translated
from otklik.people import rights
from otklik.people.models import Line, Person
from otklik.tickets.models import Status
from otklik.ui.formats import Stamp, Words


@dataclass(frozen=True, slots=True)
class Spent:
    """A piece of the time, as a row."""

    since: Stamp
    until: Stamp
    status: str
    line: str
    holder: str
    counted: str


@dataclass(frozen=True, slots=True)
class Said:
    """Something that was said of it: who, when, what; `title` names the deed."""

    at: Stamp
    who: str
    title: str
    text: str
    icon: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The page. `objection` is one that this reader can answer; `object_by` when they can object themselves."""

    row: Row
    began: Stamp
    limits: str
    level: str
    norm_since: str
    parts: tuple[Spent, ...]
    said: tuple[Said, ...]
    is_excused: bool
    may_judge: bool
    objections: tuple[tuple[int, str, str], ...]
    object_by: str
    too_late: str


def sheet(one: Violation, reader: Person) -> Sheet:
    """The page of a violation that was fetched with everything its row shows."""
    words = Words(reader)
    may_judge = reader.may(rights.ASSIGN_OTHERS)
    last_day = _last_day(one, reader)
    is_open = last_day is not None and clock.now() <= last_day
    waiting = [known for known in one.objections.all() if known.answered_at is None and known.by_id != reader.pk]
    own_waits = any(known.answered_at is None and known.by_id == reader.pk for known in one.objections.all())
    return Sheet(
        row=row(one, words),
        began=words.stamp(one.began_at, words.sentence),
        limits=", ".join(length(limit, words) for limit in one.norm.limits),
        level=at_level(one.norm),
        norm_since=words.day(one.norm.valid_from),
        parts=tuple(_spent(explain(one), reader, words)),
        said=tuple(_said(one, words)),
        is_excused=any(excuse.withdrawn_at is None for excuse in one.excuses.all()),
        may_judge=may_judge and not own_waits,
        objections=tuple((known.pk, known.by.name, known.text) for known in waiting) if may_judge else (),
        object_by=words.sentence(last_day) if last_day and is_open else "",
        too_late=words.sentence(last_day) if last_day and not is_open else "",
    )


def _last_day(one: Violation, reader: Person) -> datetime | None:
    """Until when the reader may object; None where they have no share, or have objected."""
    held = any(share.holder_id == reader.pk for share in one.shares.all())
    said = any(objection.by_id == reader.pk for objection in one.objections.all())
    return excusing.last_day_to_object(one) if held and not said else None


def _spent(parts: list[Part], reader: Person, words: Words) -> Iterator[Spent]:
    statuses = dict(Status.objects.filter(pk__in={part.status for part in parts}).values_list("pk", "name"))
    lines = dict(Line.objects.filter(pk__in={part.line for part in parts}).values_list("pk", "name"))
    held = Person.objects.visible_to(reader).filter(pk__in={part.holder for part in parts})
    people = dict(held.values_list("pk", "name"))
    for part in parts:
        status, line = statuses.get(part.status or 0), lines.get(part.line or 0)
        yield Spent(
            since=words.stamp(part.start, words.moment),
            until=words.stamp(part.end, words.moment),
            status=named(Translated(status) if status else None),
            line=str(Translated(line)) if line else "",
            holder=people.get(part.holder or 0) or pgettext("holder", "the line’s shift"),
            counted=length(part.counted, words) if part.counted else "0",
        )


def _said(one: Violation, words: Words) -> Iterator[Said]:
    told: list[tuple[datetime, str, str, str, str]] = []
    for excuse in one.excuses.all():
        title = _("Excused: %(fault)s") % {"fault": excuse.get_fault_display()}
        told.append((excuse.at, excuse.by.name, title, excuse.reason, "circle-check"))
        if excuse.withdrawn_at:
            told.append((excuse.withdrawn_at, "", _("Charged again"), "", "undo-2"))
    for objection in one.objections.all():
        told.append(
            (objection.at, objection.by.name, pgettext("violation", "Objection"), objection.text, "message-square")
        )
        if objection.answered_at and not _by_excuse(one, objection):
            who = objection.answered_by.name if objection.answered_by else ""
            told.append((objection.answered_at, who, _("Answer: it stays"), objection.answer, "corner-down-left"))
    for at, who, title, text, glyph in sorted(told, key=lambda known: known[0]):
        yield Said(words.stamp(at, words.moment), who, title, text, glyph)


def _by_excuse(one: Violation, objection: Objection) -> bool:
    return any(excuse.at == objection.answered_at for excuse in one.excuses.all())
