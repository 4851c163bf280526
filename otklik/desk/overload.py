"""The mode of overload on the desk: the button of the topbar, the note above every page, the log (C7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Max, Min, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from otklik.clocks.models import Overload, Overrun
from otklik.desk.counting import Figures
from otklik.kernel import clock
from otklik.kernel.translated import Translated
from otklik.people import rights
from otklik.people.models import Person
from otklik.routing import options
from otklik.routing.models import Load
from otklik.ui.formats import Words

MOST = 30
"""Modes of the log."""


@dataclass(frozen=True, slots=True)
class Mode:
    """What the shell says of it: `is_on`, or suggested to leads; `is_due`: the time to look at it has come."""

    is_on: bool
    is_suggested: bool
    may_switch: bool
    button: str
    title: str = ""
    text: str = ""
    is_due: bool = False


def mode(person: Person, figures: Figures) -> Mode:
    """For the shell; asks the database only while the mode is on."""
    may = person.may(rights.ASSIGN_OTHERS)
    if figures.overload is not None:
        running = Overload.objects.running().select_related("started_by").filter(pk=figures.overload).first()
        if running is not None:
            return _running(person, running, may)
    suggested = may and figures.strained is not None and figures.strained <= clock.now() - options.STRAIN.value
    button = pgettext("button", "Overload mode")
    return Mode(False, suggested, may, _("Overload? %(load)s %%") % {"load": figures.load} if suggested else button)


def _running(person: Person, running: Overload, may: bool) -> Mode:
    words = Words(person)
    since = words.short(running.since)
    title = _("Overload mode since %(time)s.") % {"time": since}
    said = _("Switched on by %(name)s. Customers read: “%(text)s”.") % {
        "name": running.started_by.name,
        "text": str(running.text).rstrip("."),
    }
    is_due = running.check_at <= words.now
    check = _("Time to look at it again.") if is_due else _("Next look %(time)s.")
    button = _("Overload since %(time)s") % {"time": words.short(running.since)}
    return Mode(True, False, may, button, title, f"{said} {check % {'time': words.sentence(running.check_at)}}", is_due)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the log: when, who, why, where, what waited, what it cost."""

    pk: int
    began: str
    ended: str
    who: str
    why: str
    where: str
    waited: str
    cost: str
    is_on: bool


def log(reader: Person) -> list[Entry]:
    """The last modes, the newest first; two queries."""
    words = Words(reader)
    late = (
        Overrun.objects.visible_to(reader)
        .standing()
        .filter(ticket__shelved__overload=OuterRef("pk"), passed_at__gte=OuterRef("since"))
    )
    counted = late.order_by().values("ticket__shelved__overload").annotate(all=Count("pk", distinct=True)).values("all")
    rows = (
        Overload.objects.select_related("started_by", "ended_by")
        .prefetch_related("lines")
        .annotate(
            waited=Count("shelved__ticket", distinct=True),
            longest=Max(F("shelved__until") - F("shelved__since")),
            oldest=Min("shelved__since"),
            late=Coalesce(Subquery(counted), 0),
        )
    )
    return [_entry(row, words) for row in rows.order_by("-since", "-id")[:MOST]]


def _entry(row: Overload, words: Words) -> Entry:
    lines = ", ".join(str(Translated(line.name)) for line in row.lines.all())
    count = row.waited  # type: ignore[attr-defined]  # annotated
    longest, late = row.longest, row.late  # type: ignore[attr-defined]  # annotated
    cost = [_("the longest waited %(duration)s") % {"duration": words.duration(longest)}] if longest else []
    if late:
        cost.append(ngettext("%(count)s over a limit", "%(count)s over a limit", late) % {"count": late})
    return Entry(
        pk=row.pk,
        began=words.full(row.since),
        ended=words.full(row.ended_at) if row.ended_at else "",
        who=row.started_by.name
        if row.ended_by in (None, row.started_by)
        else f"{row.started_by.name} → {row.ended_by.name}",
        why=" · ".join(part for part in (row.reason, f"{row.load} %" if row.load else "") if part),
        where=lines or pgettext("overload", "everywhere"),
        waited=ngettext("%(count)s request", "%(count)s requests", count) % {"count": count},
        cost=", ".join(cost),
        is_on=row.ended_at is None,
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """The load in words: `share` of what the shift carries, and what it is made of."""

    share: str
    is_high: bool
    text: str


def reading(load: Load | None) -> Reading | None:
    """The last reading; None when nobody has measured lately."""
    if load is None:
        return None
    waiting = ngettext("%(count)s waits for us", "%(count)s wait for us", load.waiting) % {"count": load.waiting}
    came = ngettext("%(count)s came within an hour", "%(count)s came within an hour", load.arriving)
    there = ngettext("%(count)s person answers", "%(count)s people answer", load.people) % {"count": load.people}
    pace = _("each about %(pace)s an hour") % {"pace": f"{load.pace:.1f}".rstrip("0").rstrip(".")}
    text = ", ".join((waiting, came % {"count": load.arriving}, there, pace))
    share = f"{load.percent} %" if load.percent is not None else "—"
    return Reading(share, load.strained_since is not None, text)


def until(words: Words, at: datetime | None) -> str:
    """A date of the plan."""
    return words.moment(at) if at else ""
