"""Who of a line is there to be offered work, as `choosing` knows them: a few questions, however many requests wait."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count, Sum

from otklik.kernel import clock
from otklik.people import company, rights
from otklik.people.models import LineMembership, Person
from otklik.routing import options, staff
from otklik.routing.choosing import Candidate, Want
from otklik.routing.models import Ceiling, Duty, Given, LinePlan, Offer, Placement, Skill, SkillKind, State
from otklik.routing.models.plan import USUAL_WEIGHT
from otklik.tickets.models import Ticket
from otklik.tickets.models.ticket import GROUPS

USUAL = USUAL_WEIGHT * USUAL_WEIGHT
"""What a usual request weighs, in hundredths of itself."""
_LAST_AGENTS = """
SELECT one.id, before.responsible_id FROM tickets_ticket AS one
CROSS JOIN LATERAL (
    SELECT other.responsible_id FROM tickets_ticket AS other
    WHERE other.customer_id = one.customer_id AND other.id <> one.id AND other.responsible_id IS NOT NULL
    AND other.changed_at > %s::timestamptz ORDER BY other.changed_at DESC, other.id DESC LIMIT 1
) AS before WHERE one.id = ANY(%s::bigint[])
"""


def today() -> date:
    """The company's day."""
    return clock.now().astimezone(ZoneInfo(company.TIME_ZONE.value)).date()


class Crew:
    """Those of a line who are on shift and answer; kept true while offers are made."""

    def __init__(self, plan: LinePlan) -> None:
        self.plan, self.now = plan, clock.now()
        self._persons: dict[int, Person] = {}
        self.people = {one.pk: one for one in self._gather()}

    @property
    def has_room(self) -> bool:
        """Somebody could take something."""
        return any(one.load < one.ceiling for one in self.people.values())

    def person(self, pk: int) -> Person:
        """One of them."""
        return self._persons[pk]

    def take(self, pk: int, weight: int) -> None:
        """Something was offered to a person: it counts at once."""
        one = self.people[pk]
        self.people[pk] = replace(
            one, load=one.load + weight, given=one.given + weight, idle_since=int(self.now.timestamp())
        )

    def _gather(self) -> Iterable[Candidate]:
        members = self._members()
        people = [member.person_id for member in members]
        skills = self._skills(members)
        ceilings = dict(Ceiling.objects.filter(person__in=people).values_list("person", "most"))
        carried, given = loads(people), _given(people)
        began = dict(Duty.objects.running().filter(person__in=people).values_list("person", "began_at"))
        for member in members:
            pk = member.person_id
            points, last = given.get(pk, (0, began[pk]))
            known = skills.get(member.pk, {})
            yield Candidate(
                pk=pk,
                load=carried.get(pk, 0),
                ceiling=ceilings.get(pk, options.CEILING.value) * USUAL,
                given=points,
                minutes=self._minutes(began[pk]),
                idle_since=int(max(last, began[pk]).timestamp()),
                level=member.level,
                categories=frozenset(int(code) for code in known.get(SkillKind.CATEGORY, ())),
                languages=frozenset(known.get(SkillKind.LANGUAGE, ())),
                channels=frozenset(known.get(SkillKind.CHANNEL, ())),
            )

    def _members(self) -> Sequence[LineMembership]:
        there = LineMembership.objects.filter(
            line=self.plan.line_id,
            person__is_active=True,
            person__role__rights__contains=[rights.ACCEPT],
            person__duties__in=Duty.objects.running().filter(state=State.ON),
        )
        gone = staff.away()
        members = [one for one in there.order_by("person").select_related("person") if one.person_id not in gone]
        self._persons = {one.person_id: one.person for one in members}
        return members

    def _skills(self, members: Sequence[LineMembership]) -> dict[int, dict[str, list[str]]]:
        found: dict[int, dict[str, list[str]]] = {}
        for one in Skill.objects.filter(membership__in=[member.pk for member in members]):
            kinds = found.setdefault(one.membership_id, {})
            kinds.setdefault(one.kind, []).append(str(one.category_id) if one.category_id else one.code)
        return found

    def _minutes(self, began: datetime) -> int:
        """How long of today's shift; what was before midnight was yesterday."""
        zone = ZoneInfo(company.TIME_ZONE.value)
        midnight = datetime.combine(today(), datetime.min.time(), zone)
        return int((self.now - max(began, midnight)).total_seconds() // 60)


def loads(people: Sequence[int]) -> dict[int, int]:
    """What each carries, in hundredths of a usual request: theirs in our turn, and what is offered to them."""
    plans = {plan.line_id: plan for plan in LinePlan.objects.all()}
    usual = LinePlan()
    theirs = Ticket.objects.ours().filter(responsible__in=people, group=GROUPS.index("ours")).order_by()
    found: dict[int, int] = {}
    for row in theirs.values("responsible", "line", "channel", "work_type").annotate(count=Count("pk")):
        weight = plans.get(row["line"], usual).weight(row["channel"], row["work_type"])
        found[row["responsible"]] = found.get(row["responsible"], 0) + weight * row["count"]
    offered = Offer.objects.open().filter(to__in=people).order_by().values_list("to").annotate(points=Sum("weight"))
    for person, points in offered:
        found[person] = found.get(person, 0) + points
    return found


def wants(plan: LinePlan, waiting: Sequence[Placement]) -> dict[int, Want]:
    """What each waiting request takes, in two questions."""
    pks = [one.ticket_id for one in waiting]
    asked = _asked(waiting)
    last = _last_agents(pks)
    return {
        one.ticket_id: Want(
            weight=plan.weight(one.ticket.channel, one.ticket.work_type),
            categories=_path(one.ticket),
            language=one.ticket.language,
            channel=one.ticket.channel,
            urgency=one.ticket.urgency,
            nominee=one.ticket.nominee_id,
            last_agent=last.get(one.ticket_id),
            asked=frozenset(asked.get(one.ticket_id, ())),
        )
        for one in waiting
    }


def _path(ticket: Ticket) -> tuple[int, ...]:
    path = ticket.category.path if ticket.category else ""
    return tuple(int(part) for part in path.split("/") if part)


def _given(people: Sequence[int]) -> Mapping[int, tuple[int, datetime]]:
    rows = Given.objects.filter(person__in=people, day=today()).values_list("person", "points", "last_at")
    return {person: (points, last_at) for person, points, last_at in rows}


def _asked(waiting: Sequence[Placement]) -> dict[int, set[int]]:
    """Who was asked already since the present search began."""
    began = {one.ticket_id: one.began_at for one in waiting if one.tries}
    found: dict[int, set[int]] = {}
    if began:
        rows = Offer.objects.filter(ticket__in=list(began)).values_list("ticket", "to", "offered_at")
        for ticket, to, at in rows:
            if at >= began[ticket]:
                found.setdefault(ticket, set()).add(to)
    return found


def _last_agents(tickets: Sequence[int]) -> dict[int, int]:
    """Who answered the customer of each request last; one step down an index for each."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST_AGENTS, [clock.now() - options.LAST_AGENT.value, list(tickets)])
        return dict(cursor.fetchall())
