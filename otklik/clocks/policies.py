"""Promises to customers as leads arrange them (D1): the first in order that fits a request holds."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from otklik.clocks import recounting
from otklik.clocks.arithmetic import OutOfReach
from otklik.clocks.models import Counting, Promise
from otklik.clocks.rules import Rules
from otklik.kernel import audit, clock, ordering
from otklik.kernel.translated import Translated
from otklik.kernel.verbs import Refused, verb
from otklik.people import rights
from otklik.people.models import Person
from otklik.tickets.models import Ticket

LIMITS = ("first_reply", "substance", "next_reply", "solution", "update")


@verb
def add_promise(*, by: Person, **about: Any) -> Promise:
    """Add one; what is open is reckoned again."""
    rights.require(by, rights.MANAGE_TICKETS)
    _check(about)
    _check_reach(Promise(**about))
    promise = Promise.objects.create(order=ordering.last(Promise.objects.all()), **about)
    audit.changed("promise.added", by=by, noun=promise, after=_state(promise))
    recounting.begin(promise, by=by)
    return promise


@verb
def change_promise(promise: Promise, *, by: Person, **about: Any) -> None:
    """Change what is promised, or to whom; what is open is reckoned again."""
    rights.require(by, rights.MANAGE_TICKETS)
    _check(about)
    before = _state(promise)
    for name, value in about.items():
        setattr(promise, name, value)
    _check_reach(promise)
    promise.name = Translated.of(promise.name)
    promise.save()
    audit.changed("promise.changed", by=by, noun=promise, before=before, after=_state(promise))
    recounting.begin(promise, by=by)


def _check(about: dict[str, Any]) -> None:
    if not any(about.get(name) for name in LIMITS):
        raise Refused("promise.empty", _("Promise at least one of these."), name="first_reply")
    if about.get("counting") == Counting.OWN:
        said = _("A promise counts working hours or all the time: a customer cannot know whose hours count.")
        raise Refused("promise.counting", said, name="counting")


def _check_reach(promise: Promise) -> None:
    """Refuse what the calendar never offers."""
    ticket = Ticket(organization_id=promise.organization_id, line_id=promise.line_id)
    hours = Rules().hours_of(ticket, promise)
    for name in LIMITS:
        limit = getattr(promise, name)
        try:
            if limit is not None:
                hours.after(clock.now(), limit)
        except (OutOfReach, OverflowError):
            raise Refused("promise.reach", _("The calendar never offers so much time."), name=name) from None


def _state(promise: Promise) -> dict[str, Any]:
    limits = [getattr(promise, name) for name in LIMITS]
    return {
        "name": dict(promise.name),
        "limits": [int(limit.total_seconds()) if limit else None for limit in limits],
        "organization": promise.organization_id,
        "category": promise.category_id,
        "line": promise.line_id,
        "counting": promise.counting,
        "is_contract": promise.is_contract,
        "is_active": promise.is_active,
    }
