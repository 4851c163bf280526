"""How a line distributes, and what its people take: a lead arranges both (C1, C2)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any, TypedDict, Unpack

from django.utils.translation import gettext as _

from otklik import live
from otklik.kernel import audit, clock
from otklik.kernel.verbs import Refused, verb
from otklik.people import levels, rights
from otklik.people.models import Level, Line, LineMembership, Person
from otklik.routing.models import LinePlan, Mode, Offer, Outcome, Placement, Skill, SkillKind
from otklik.tickets.models import Category, Ticket

LEAST_OFFER, MOST_OFFER = timedelta(seconds=30), timedelta(hours=4)
MOST_ROUNDS = 20
LEAST_WEIGHT, MOST_WEIGHT = 1, 100
"""In tenths of a usual request."""


class Manner(TypedDict, total=False):
    """What can be said of a line's way; what is not said stays."""

    mode: str
    offer_for: timedelta
    rounds: int
    lead_after: timedelta
    weights: Mapping[str, Mapping[str, int]]
    sees_links: bool


def plan_of(line: Line) -> LinePlan:
    """The line's plan, or the usual one, unsaved."""
    return LinePlan.objects.filter(line=line).first() or LinePlan(line=line)


def sees_links(person: Person) -> bool:
    """Whether the person sees the links that dig deeper into a customer's account: by right, or on such a line (C2)."""
    return person.may(rights.SEE_LINKS) or LinePlan.objects.filter(sees_links=True, line__people=person).exists()


@verb
def set_plan(line: Line, *, by: Person, **manner: Unpack[Manner]) -> LinePlan:
    """Say how the line distributes. Raises Refused("plan.…").

    A line that becomes automatic is filled by the next round of distribution; one that stops being so lets go at once.
    """
    rights.require(by, rights.MANAGE_TICKETS)
    plan = plan_of(line)
    before = _state(plan)
    for name, value in manner.items():
        setattr(plan, name, value)
    _check(plan)
    plan.save()
    if plan.mode == Mode.PULL and before["mode"] != Mode.PULL:
        _let_go(line)
    audit.changed("plan.changed", by=by, noun=line, before=before, after=_state(plan))
    live.touch("shift", "desk", to=["staff"])
    return plan


def _check(plan: LinePlan) -> None:
    if plan.mode not in Mode:
        raise Refused("plan.mode", _("Choose how work reaches the people of the line."))
    if not LEAST_OFFER <= plan.offer_for <= MOST_OFFER or not timedelta() <= plan.lead_after <= timedelta(days=1):
        raise Refused(
            "plan.times", _("An offer stands between 30 seconds and 4 hours, and the lead hears within a day.")
        )
    if not 1 <= plan.rounds <= MOST_ROUNDS:
        raise Refused("plan.rounds", _("Between 1 and 20 people are asked before everybody."))
    weights = [weight for kind in plan.weights.values() for weight in kind.values()]
    if any(not LEAST_WEIGHT <= weight <= MOST_WEIGHT for weight in weights):
        raise Refused("plan.weights", _("A weight lies between 0.1 and 10."))


def _let_go(line: Line) -> None:
    """Nothing of the line is held out to anybody any more."""
    tickets = Ticket.objects.filter(pk__in=Offer.objects.open().filter(line=line).values("ticket"))
    for ticket in tickets.order_by("pk"):
        ticket.end_offer(Outcome.MOOT.value)
    Offer.objects.open().filter(line=line).update(ended_at=clock.now(), ended_how=Outcome.MOOT)
    Placement.objects.filter(line=line).delete()


@verb
def set_skills(
    membership: LineMembership,
    *,
    level: int,
    by: Person,
    categories: Collection[Category] = (),
    languages: Collection[str] = (),
    channels: Collection[str] = (),
) -> None:
    """What the person takes on the line, and at which level; nothing of a kind means everything of it."""
    rights.require(by, rights.MANAGE_TICKETS)
    if level not in Level.values:
        raise Refused("skill.level", _("Choose a level."))
    before = _skills(membership)
    wanted = [Skill(membership=membership, kind=SkillKind.CATEGORY, category=one) for one in categories]
    wanted += [Skill(membership=membership, kind=SkillKind.LANGUAGE, code=code) for code in sorted(set(languages))]
    wanted += [Skill(membership=membership, kind=SkillKind.CHANNEL, code=code) for code in sorted(set(channels))]
    membership.skills.all().delete()
    Skill.objects.bulk_create(wanted)
    membership.level = level
    membership.save(update_fields=["level"])
    levels.note(membership.line, membership.person, level)
    audit.changed("skills.changed", by=by, noun=membership.person, before=before, after=_skills(membership))


def _state(plan: LinePlan) -> dict[str, Any]:
    return {
        "mode": str(plan.mode),
        "offer_for": plan.offer_for.total_seconds(),
        "rounds": plan.rounds,
        "lead_after": plan.lead_after.total_seconds(),
        "weights": plan.weights,
        "sees_links": plan.sees_links,
    }


def _skills(membership: LineMembership) -> dict[str, Any]:
    skills = membership.skills.order_by("kind", "category", "code").values_list("kind", "category", "code")
    return {"line": membership.line_id, "level": membership.level, "skills": [list(one) for one in skills]}
