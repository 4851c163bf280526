"""Norms as leads set them: ahead of time, with thresholds in order (R24); `replaying` tries them on the past first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from otklik.clocks import recounting
from otklik.clocks.arithmetic import ALWAYS, OutOfReach
from otklik.clocks.drafts import Draft
from otklik.clocks.models import Acknowledgement, Counting, Norm
from otklik.clocks.rules import Rules
from otklik.kernel import audit, clock
from otklik.kernel.verbs import Refused, Stale, verb
from otklik.people import rights
from otklik.people.models import Level, Person
from otklik.tickets.kinds import Turn
from otklik.tickets.machine import TURNS

AHEAD = timedelta(days=3)
"""How long before it takes effect a norm is made known (R24)."""
MOST_DEGREES = 3
MINUTE = timedelta(minutes=1)


@verb
def set_norm(draft: Draft, *, by: Person, valid_from: datetime | None = None) -> Norm:
    """Let a norm hold from `valid_from` on, three days ahead at the least. Raises Refused("norm.…")."""
    rights.require(by, rights.MANAGE_TICKETS)
    valid_from = valid_from or clock.now() + AHEAD
    check(draft, valid_from)
    if valid_from < clock.now() + AHEAD:
        raise Refused("norm.soon", _("A norm is made known three days before it takes effect."))
    _replace_coming(draft, valid_from)
    norm = draft.norm(valid_from)
    norm.set_by, norm.set_at = by, clock.now()
    norm.save()
    since = valid_from.isoformat()
    audit.changed(
        "norm.set", by=by, noun=norm, after=_state(norm), status=norm.status_id, line=norm.line_id, since=since
    )
    recounting.begin(norm, by=by)
    return norm


@verb
def set_norms(drafts: Mapping[str, Draft], *, by: Person, valid_from: datetime) -> None:
    """Set several at once, or none. What is refused is refused with the `name` of its draft."""
    rights.require(by, rights.MANAGE_TICKETS)
    for name, draft in drafts.items():
        try:
            set_norm(draft, by=by, valid_from=valid_from)
        except Refused as refused:
            where = "since" if refused.code == "norm.soon" else name
            raise Refused(refused.code, refused.said, name=where) from None


@verb
def withdraw(norm: Norm, *, by: Person) -> None:
    """Take back a norm that does not hold yet. Raises Stale once it does."""
    rights.require(by, rights.MANAGE_TICKETS)
    coming = Norm.objects.standing().filter(pk=norm.pk, valid_from__gt=clock.now())
    if not coming.update(withdrawn_at=clock.now()):
        raise Stale("norm.holds", _("This norm has taken effect: set another one."))
    audit.changed("norm.withdrawn", by=by, noun=norm, before=_state(norm), status=norm.status_id, line=norm.line_id)
    recounting.begin(norm, by=by)


@verb
def acknowledge(norm: Norm, *, by: Person) -> None:
    """Say that one has read of it; saying it twice changes nothing."""
    Acknowledgement.objects.get_or_create(norm=norm, person=by)


def readers() -> dict[int, str]:
    """Who should read of a norm: everybody whose time it can charge, by name (R24)."""
    people = Person.objects.staff().active().filter(role__rights__contains=[rights.ACCEPT]).by_name()
    return dict(people.values_list("pk", "name"))


def check(draft: Draft, valid_from: datetime) -> None:
    """Refuse what cannot be: thresholds out of order, a status of another turn, more than the calendar ever offers."""
    limits = draft.limits
    if draft.level is not None and draft.level not in Level.values:
        raise Refused("norm.level", _("Choose a level."))
    if len(limits) > MOST_DEGREES:
        raise Refused("norm.degrees", _("There are three degrees."))
    if any(limit < MINUTE for limit in limits):
        raise Refused("norm.short", _("A threshold is a minute at the least."))
    if any(later <= earlier for earlier, later in pairwise(limits)):
        raise Refused("norm.order", _("Each threshold is later than the one before it."))
    if draft.status is not None and TURNS[draft.status.kind] != Turn.OURS:  # type: ignore[index]  # a code of Kind
        raise Refused("norm.turn", _("Norms are for our own turn: others are only reminded."))
    hours = ALWAYS if draft.counting == Counting.CALENDAR else Rules([]).hours(draft.line.pk if draft.line else None)
    try:
        for limit in limits:
            hours.after(valid_from, limit)
    except (OutOfReach, OverflowError):
        raise Refused("norm.reach", _("The calendar never offers so much time.")) from None


def _replace_coming(draft: Draft, valid_from: datetime) -> None:
    """One coming change of a norm at a time: the newer one takes the place of the older."""
    coming = Norm.objects.standing().filter(
        status=draft.status, line=draft.line, level=draft.level, valid_from__gt=clock.now()
    )
    coming.filter(valid_from__lte=valid_from).update(withdrawn_at=clock.now())


def _state(norm: Norm) -> dict[str, Any]:
    limits: Sequence[timedelta] = norm.limits
    return {
        "status": norm.status_id,
        "line": norm.line_id,
        "level": norm.level,
        "limits": [int(limit.total_seconds()) for limit in limits],
        "counting": norm.counting,
        "since": norm.valid_from.isoformat(),
    }
