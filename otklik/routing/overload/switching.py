"""Switching the mode on and off. Two leads at once: the second is told that somebody was faster (C7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from otklik import live
from otklik.clocks.models import Overload
from otklik.kernel import clock, events
from otklik.kernel import jobs as queue
from otklik.kernel.text import clean
from otklik.kernel.translated import Translated
from otklik.kernel.verbs import Refused, Stale, verb
from otklik.people import rights
from otklik.people.models import Line, Person
from otklik.routing.overload import measuring

LONGEST = timedelta(hours=8)
"""How long the mode lasts without a look, but for the head's decision (R30)."""
LONGEST_OF_HEAD = timedelta(days=7)
SHORTEST = timedelta(minutes=15)


@verb
def start(
    text: Mapping[str, str],
    *,
    check_at: datetime,
    by: Person,
    lines: Iterable[Line] = (),
    reason: str = "",
    keeps_contracts: bool = False,
) -> Overload:
    """Switch it on, everywhere or for some lines; nobody is written to. Raises Stale, Refused("overload.…")."""
    rights.require(by, rights.ASSIGN_OTHERS)
    said = _said(text)
    _check(check_at, by)
    load = measuring.load()
    try:
        with transaction.atomic():
            mode = Overload.objects.create(
                since=clock.now(),
                started_by=by,
                reason=clean(reason).strip()[:1000],
                text=said,
                keeps_contracts=keeps_contracts,
                check_at=check_at,
                load=load.percent if load else None,
            )
    except IntegrityError:
        raise Stale("overload.on", _("Somebody has just switched it on.")) from None
    mode.lines.set(lines)
    places = sorted(mode.lines.values_list("pk", flat=True))
    events.record("overload.started", by=by, noun=mode, lines=places, until=check_at.isoformat(), load=mode.load)
    _begin(mode)
    return mode


@verb
def change(mode: Overload, text: Mapping[str, str], *, check_at: datetime, by: Person) -> None:
    """Say something else, or look at it again at another time. Raises Stale when it is over."""
    rights.require(by, rights.ASSIGN_OTHERS)
    mode = locked(mode)
    said = _said(text)
    _check(check_at, by)
    mode.text, mode.check_at, mode.reminded_at = said, check_at, None
    mode.save(update_fields=["text", "check_at", "reminded_at"])
    events.record("overload.changed", by=by, noun=mode, until=check_at.isoformat())
    tell()


@verb
def end(mode: Overload, *, by: Person) -> None:
    """Switch it off: what waits is spread over the coming hours by the plan. Raises Stale when it is over."""
    rights.require(by, rights.ASSIGN_OTHERS)
    mode = locked(mode)
    mode.ended_at, mode.ended_by = clock.now(), by
    mode.save(update_fields=["ended_at", "ended_by"])
    waited = mode.shelved.filter(until__isnull=True).count()
    events.record("overload.ended", by=by, noun=mode, waited=waited)
    from otklik.routing import jobs  # it imports this package

    queue.later(jobs.spread_overload, overload_id=mode.pk)
    tell()


def remind() -> int:
    """Say to leads that the time to look at the mode has come; once for each time that was set. How many were due."""
    due = Overload.objects.running().filter(check_at__lte=clock.now(), reminded_at__isnull=True)
    return sum(_remind(pk) for pk in due.values_list("pk", flat=True))


@verb
def _remind(pk: int) -> bool:
    now = clock.now()
    due = Overload.objects.running().filter(pk=pk, check_at__lte=now, reminded_at__isnull=True)
    if not due.update(reminded_at=now):
        return False
    events.record("overload.to_check", by=None, noun=Overload.objects.get(pk=pk))
    tell()
    return True


def locked(mode: Overload) -> Overload:
    """The running mode, locked. Raises Stale."""
    found = Overload.objects.running().select_for_update(of=("self",)).filter(pk=mode.pk).first()
    if found is None:
        raise Stale("overload.over", _("Somebody has just switched it off."))
    return found


def tell() -> None:
    """Desks and customers' pages show it at once."""
    live.touch("desk", "overload", to=["staff"])


def _begin(mode: Overload) -> None:
    from otklik.routing import jobs  # it imports this package

    queue.later(jobs.shelve_overload, overload_id=mode.pk)
    tell()


def _said(text: Mapping[str, str]) -> Translated:
    try:
        return Translated.of(text)
    except ValueError:
        raise Refused("overload.text", _("Write what customers will read."), name="text") from None


def _check(check_at: datetime, by: Person) -> None:
    longest = LONGEST_OF_HEAD if by.may(rights.MANAGE_TICKETS) else LONGEST
    if check_at < clock.now() + SHORTEST:
        raise Refused("overload.soon", _("Look at it again in a quarter of an hour at the earliest."), name="check_at")
    if check_at > clock.now() + longest:
        raise Refused("overload.long", _("More than 8 hours are for the head to decide."), name="check_at")
