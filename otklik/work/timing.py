"""Time on requests: logged with a word, one's own changed for a day, then corrected by a counter-entry (C9)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, TypedDict, Unpack
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from otklik import live
from otklik.kernel import clock, events
from otklik.kernel.text import clean_line
from otklik.kernel.verbs import Forbidden, Refused, Stale, verb
from otklik.people import company, rights
from otklik.people.models import Person
from otklik.tickets.kinds import WorkType
from otklik.tickets.models import Ticket
from otklik.work.models import Entry

MOST_MINUTES = 24 * 60
OLDEST = timedelta(days=31)


class Spent(TypedDict, total=False):
    """What is said of an entry beside its minutes; a day is the company's, today unless another is named."""

    day: date | None
    is_billable: bool


@verb
def log(ticket: Ticket, minutes: int, word: str, *, by: Person, **spent: Unpack[Spent]) -> Entry:
    """Say that one spent so many minutes. Implementation is billable unless something else is said (C9)."""
    ticket = ticket.locked()
    rights.require(by, rights.NOTE)
    if not Ticket.objects.visible_to(by).filter(pk=ticket.pk).exists():
        raise Forbidden("time.sight", _("You do not see this request."))
    entry = Entry(
        ticket=ticket,
        organization_id=ticket.organization_id,
        customer_id=ticket.customer_id,
        person=by,
        by=by,
        work_type=ticket.work_type,
        is_billable=spent.get("is_billable", ticket.work_type == WorkType.IMPLEMENTATION),
        at=clock.now(),
    )
    _fill(entry, minutes, word, spent.get("day") or today())
    entry.save()
    _record("time.logged", entry, by)
    return entry


@verb
def change(entry: Entry, minutes: int, word: str, *, by: Person, **spent: Unpack[Spent]) -> None:
    """Change one's own entry within a day. Raises Stale afterwards: then it is corrected."""
    entry = _held(entry)
    if entry.person_id != by.pk:
        raise Forbidden("time.whose", _("Only whoever spent the time changes it."))
    if not entry.is_editable or entry.is_corrected:
        raise Stale("time.late", _("It is older than a day: correct it with a counter-entry."))
    was = entry.minutes
    _fill(entry, minutes, word, spent.get("day") or entry.day)
    entry.is_billable = spent.get("is_billable", entry.is_billable)
    entry.changed_at = clock.now()
    entry.save()
    _record("time.changed", entry, by, was=was)


@verb
def correct(entry: Entry, minutes: int, word: str, *, by: Person) -> Entry:
    """Put a counter-entry against it and, unless `minutes` is 0, the right one beside; both are of today.

    Whoever spent the time does it, or a lead. Raises Stale when it was corrected already.
    """
    entry = _held(entry)
    if entry.person_id != by.pk:
        rights.require(by, rights.ASSIGN_OTHERS)
    if entry.corrects_id is not None or entry.is_corrected:
        raise Stale("time.corrected", _("It was corrected already."))
    counter = _copy(entry, by, -entry.minutes, _word(word))
    counter.corrects = entry
    counter.save()
    if minutes:
        fresh = _copy(entry, by, minutes, entry.word)
        _fill(fresh, minutes, entry.word, today())
        fresh.save()
    _record("time.corrected", entry, by, was=entry.minutes, minutes=minutes)
    return counter


def minutes(ticket: Ticket) -> int:
    """How many were spent on the request in all, whoever looks."""
    return Entry.objects.of(ticket).minutes()


def today() -> date:
    """The day of the company."""
    return clock.now().astimezone(ZoneInfo(company.TIME_ZONE.value)).date()


def _held(entry: Entry) -> Entry:
    """The entry as it is now, with its request locked before it (F13)."""
    entry.ticket.locked()
    return Entry.objects.select_for_update(of=("self",)).select_related("ticket").get(pk=entry.pk)


def _copy(entry: Entry, by: Person, minutes: int, word: str) -> Entry:
    return Entry(
        ticket=entry.ticket,
        organization_id=entry.organization_id,
        customer_id=entry.customer_id,
        person_id=entry.person_id,
        by=by,
        day=today(),
        minutes=minutes,
        word=word,
        work_type=entry.work_type,
        is_billable=entry.is_billable,
        at=clock.now(),
    )


def _fill(entry: Entry, minutes: int, word: str, day: date) -> None:
    if not 0 < minutes <= MOST_MINUTES:
        raise Refused("time.minutes", _("Write how many minutes: from 1 to 1440."), name="minutes")
    if not today() - OLDEST <= day <= today():
        raise Refused("time.day", _("The day is one of the last 31."), name="day")
    entry.minutes, entry.word, entry.day = minutes, _word(word), day


def _word(word: str) -> str:
    word = clean_line(word)[:200]
    if not word:
        raise Refused("time.word", _("Write in a word what it was."), name="word")
    return word


def _record(code: str, entry: Entry, by: Person, *, minutes: int | None = None, **data: Any) -> None:
    said = entry.minutes if minutes is None else minutes
    events.record(code, by=by, noun=entry, ticket_id=entry.ticket_id, minutes=said, entry=entry.pk, **data)
    live.touch(entry.ticket.live_name, to=["staff"])
