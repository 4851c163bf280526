"""Violations as rows of the table, in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from otklik.clocks.models import Excuse, Norm, Objection, Share, Violation
from otklik.clocks.models.violation import ViolationQuerySet
from otklik.kernel.translated import Translated
from otklik.people.models import Level
from otklik.ui.formats import Stamp, Words
from otklik.ui.shapes import Tag


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody's share of the time: `part` from 0 to 1."""

    name: str
    time: str
    part: float


@dataclass(frozen=True, slots=True)
class Row:
    """One violation: what, where, when, whose time, and what was said of it."""

    pk: int
    url: str
    number: str
    ticket: str
    subject: str
    degree: int
    status: str
    line: str
    at: Stamp
    shares: tuple[Held, ...]
    tags: tuple[Tag, ...]


def ready(violations: ViolationQuerySet) -> ViolationQuerySet:
    """With everything that a row shows: five queries, however many rows."""
    shares = Share.objects.select_related("holder").order_by("-time", "id")
    return violations.select_related("ticket", "status", "line", "norm").prefetch_related(
        Prefetch("shares", shares),
        Prefetch("excuses", Excuse.objects.select_related("by").order_by("at", "id")),
        Prefetch("objections", Objection.objects.select_related("by", "answered_by").order_by("at", "id")),
    )


def rows(violations: Iterable[Violation], words: Words) -> list[Row]:
    """The rows, in the order that they come in."""
    return [row(one, words) for one in violations]


def row(one: Violation, words: Words) -> Row:
    """One of them; what it needs was fetched by `ready`."""
    return Row(
        pk=one.pk,
        url=reverse("desk:violation", args=[one.pk]),
        number=words.ticket(one.ticket.number),
        ticket=reverse("desk:ticket", args=[one.ticket.number]),
        subject=one.ticket.subject,
        degree=one.degree,
        status=named(one.status.name if one.status else None),
        line=str(Translated(one.line.name)) if one.line else "",
        at=words.stamp(one.reached_at, words.moment),
        shares=shares(one, words),
        tags=tuple(tags(one)),
    )


def named(status: object) -> str:
    """A status; or what its absence stands for (R1)."""
    return str(status) if status else pgettext("of a norm", "debt of reply")


def at_level(norm: Norm) -> str:
    """In whose hands the norm holds; empty for everybody's."""
    return "" if norm.level is None else str(Level(norm.level).label)


def shares(one: Violation, words: Words) -> tuple[Held, ...]:
    """Whose time it was, the longest first."""
    known = list(one.shares.all())
    whole = sum((share.time for share in known), timedelta()) or timedelta(microseconds=1)
    return tuple(Held(holder(share), length(share.time, words), share.time / whole) for share in known)


def holder(share: Share) -> str:
    """Who held it."""
    return share.holder.name if share.holder else pgettext("holder", "the line’s shift")


def tags(one: Violation) -> Iterable[Tag]:
    """What was said of it: excused and why, whose share is not charged, objected to and whether that was answered."""
    for excuse in one.excuses.all():
        if excuse.withdrawn_at is None:
            yield Tag(_("excused: %(fault)s") % {"fault": excuse.get_fault_display()}, "ok")
    if learners := [holder(share) for share in one.shares.all() if not share.is_charged]:
        yield Tag(_("not charged, the first two levels: %(names)s") % {"names": ", ".join(learners)})
    objections = list(one.objections.all())
    if any(objection.answered_at is None for objection in objections):
        yield Tag(_("objection not answered"), "warn")
    elif objections and not any(excuse.withdrawn_at is None for excuse in one.excuses.all()):
        yield Tag(_("objection answered: it stays"))


def length(time: timedelta, words: Words) -> str:
    """Hours are not folded into days: a working day has not 24 of them."""
    hours, minutes = divmod(round(time.total_seconds() / 60), 60)
    parts = [words.phrases.hours % {"count": hours}] if hours else []
    if minutes or not hours:
        parts.append(words.phrases.minutes % {"count": minutes})
    return " ".join(parts)
