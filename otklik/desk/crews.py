"""The lines on the lead's console: who of each is there, what waits on it, and whether anybody takes it (C1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from otklik.people.models import Line, LineMembership, Person
from otklik.routing.models import Duty, LinePlan, Mode, Placement, State, Why
from otklik.tickets.models import Ticket
from otklik.ui.formats import Words
from otklik.ui.shapes import Age


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line: its way, how many of its people answer now, what nobody has, and what is wrong."""

    pk: int
    name: str
    url: str
    way: str
    there: int
    people: int
    unaccepted: int
    oldest: Age | str
    says: str
    is_bad: bool


def lines(reader: Person) -> list[LineRow]:
    """Every line in use, four questions for all of them."""
    words = Words(reader)
    known = list(Line.objects.filter(is_active=True).order_by("order", "id"))
    members = LineMembership.objects.filter(person__is_active=True).order_by()
    people = _counted(members)
    there = _counted(members.filter(person__duties__in=Duty.objects.running().filter(state=State.ON)))
    unaccepted = Ticket.objects.visible_to(reader).unaccepted().order_by().values_list("line")
    waits = {line: (count, oldest) for line, count, oldest in unaccepted.annotate(n=Count("pk"), at=Min("turn_since"))}
    plans = {plan.line_id: plan for plan in LinePlan.objects.all()}
    stuck = _stuck()
    return [
        _row(
            one,
            words,
            (there.get(one.pk, 0), people.get(one.pk, 0)),
            waits.get(one.pk),
            plans.get(one.pk),
            stuck.get(one.pk, ""),
        )
        for one in known
    ]


def _counted(members: QuerySet[LineMembership]) -> dict[int, int]:
    return dict(members.values_list("line").annotate(count=Count("pk")))


def _stuck() -> dict[int, str]:
    """Why nobody takes what is open to all, by line: one word for each line."""
    rows = Placement.objects.filter(~Q(why="")).order_by("line", "why").values_list("line", "why").distinct()
    return {line: str(Why(why).label) for line, why in rows}


def _row(
    one: Line,
    words: Words,
    there: tuple[int, int],
    waiting: tuple[int, datetime] | None,
    plan: LinePlan | None,
    stuck: str,
) -> LineRow:
    count, oldest = waiting or (0, None)
    here, people = there
    says = _says(here, people, stuck, is_waiting=count > 0)
    return LineRow(
        pk=one.pk,
        name=str(one.name),
        url=reverse("desk:line", args=[one.code]),
        way=_way(plan),
        there=here,
        people=people,
        unaccepted=count,
        oldest=Age(words.duration(words.now - oldest), int(oldest.timestamp())) if oldest else "",
        says=says,
        is_bad=bool(says) and count > 0,
    )


def _way(plan: LinePlan | None) -> str:
    is_automatic = plan is not None and plan.mode == Mode.AUTOMATIC
    return pgettext("of a line", "by itself") if is_automatic else pgettext("of a line", "first come")


def _says(here: int, people: int, stuck: str, *, is_waiting: bool) -> str:
    if not people:
        return _("nobody works on this line")
    if not here:
        return _("nobody of the line is on shift")
    return stuck if is_waiting else ""


def homeless(reader: Person) -> list[str]:
    """Names of those on shift who stand on no line: nothing is ever offered to them."""
    running = Duty.objects.running().filter(person__is_active=True, person__line_memberships=None)
    seen = running.filter(person__in=Person.objects.visible_to(reader).staff())
    return list(seen.order_by("person__sort_key").values_list("person__name", flat=True)[:20])


def of_person(person: Person) -> str:
    """The lines of a person, with commas; empty for somebody on none."""
    return ", ".join(str(one.name) for one in person.lines.filter(is_active=True).order_by("order", "pk"))
