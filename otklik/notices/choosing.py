"""What each person wants to hear of, how, and when not at all (F16)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import time

from otklik.kernel import events
from otklik.kernel.verbs import verb
from otklik.notices.models import Choice, Quiet, Reason, Route
from otklik.notices.routes import USUAL
from otklik.people.models import Person


@verb
def choose(person: Person, wanted: Mapping[str, Collection[str]]) -> None:
    """Hear of each reason by exactly these routes; what is usual needs no row."""
    for reason in Reason:
        told = [route.value for route in Route if route in wanted.get(reason, ())]
        if set(told) == set(USUAL[reason]):
            Choice.objects.filter(person=person, reason=reason).delete()
        else:
            Choice.objects.update_or_create(person=person, reason=reason, defaults={"routes": told})
    events.record("notices.chosen", by=person, noun=person)


@verb
def rest(person: Person, *, begins: time | None, ends: time | None, weekends: bool = True) -> None:
    """Want no letters and no notifications between these hours of the person's own zone; None: always reachable."""
    if begins is None or ends is None:
        Quiet.objects.filter(person=person).delete()
    else:
        hours = {"begins": begins, "ends": ends, "weekends": weekends}
        Quiet.objects.update_or_create(person=person, defaults=hours)
    events.record("notices.quieted", by=person, noun=person)


def chosen(person: Person) -> dict[str, frozenset[str]]:
    """By which routes the person hears of each reason, in one query."""
    own = dict(Choice.objects.filter(person=person).values_list("reason", "routes"))
    return {reason: frozenset(own.get(reason, USUAL[reason])) for reason in Reason}
