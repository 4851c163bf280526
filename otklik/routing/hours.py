"""A person's weekly hours and how much they carry: a lead arranges both, the person sees them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from otklik import live
from otklik.kernel import audit
from otklik.kernel.verbs import Refused, verb
from otklik.people import rights
from otklik.people.models import Person
from otklik.routing import options, owning
from otklik.routing.models import Ceiling, WorkPeriod
from otklik.routing.models.hours import END_OF_DAY, WEEKDAYS, week_of


@verb
def set_week(person: Person, week: Sequence[Sequence[tuple[int, int]]], *, by: Person) -> None:
    """Say when the person works; seven empty days say that nothing is known. Raises Refused("hours.…")."""
    rights.require(by, rights.ASSIGN_OTHERS)
    check(week)
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    before = _state(person)
    WorkPeriod.objects.filter(person=person).delete()
    WorkPeriod.objects.bulk_create(
        WorkPeriod(person=person, weekday=day, starts=start, ends=end)
        for day, periods in enumerate(week)
        for start, end in sorted(periods)
    )
    after = _state(person)
    if after != before:
        owning.note(person)
    audit.changed("hours.changed", by=by, noun=person, before=before, after=after)
    live.touch("shift", to=["staff"])


def check(week: Sequence[Sequence[tuple[int, int]]]) -> None:
    """Seven days of periods that do not overlap. Raises Refused: "hours.period", "hours.overlap"."""
    if len(week) != WEEKDAYS or any(not 0 <= start < end <= END_OF_DAY for day in week for start, end in day):
        raise Refused("hours.period", _("A period begins before it ends, within one day."))
    if any(later[0] < earlier[1] for day in week for earlier, later in pairwise(sorted(day))):
        raise Refused("hours.overlap", _("Two periods of a day overlap."))


@verb
def set_ceiling(person: Person, most: int | None, *, by: Person) -> None:
    """How many requests in our turn the person carries before they are warned; None: as everybody."""
    rights.require(by, rights.ASSIGN_OTHERS)
    before = {"most": own_ceiling(person)}
    if most is None:
        Ceiling.objects.filter(person=person).delete()
    else:
        Ceiling.objects.update_or_create(person=person, defaults={"most": most})
    audit.changed("ceiling.changed", by=by, noun=person, before=before, after={"most": most})
    live.touch("shift", to=["staff"])


def own_ceiling(person: Person) -> int | None:
    """The person's own number, if they have one."""
    return Ceiling.objects.filter(person=person).values_list("most", flat=True).first()


def ceiling(person: Person) -> int:
    """How many the person carries before they are warned."""
    own = own_ceiling(person)
    return options.CEILING.value if own is None else own


def _state(person: Person) -> dict[str, Any]:
    return {"week": [[list(period) for period in day] for day in week_of(person)]}
