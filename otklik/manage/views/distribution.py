"""How a line distributes, and what each of its people takes (C1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from otklik.manage.forms.distribution import PlanForm, SkillsForm
from otklik.manage.forms.filling import done, posted
from otklik.manage.scopes import Visit, room, to
from otklik.manage.shell import page
from otklik.people import rights
from otklik.people.models import Level, Line, LineMembership
from otklik.routing import planning
from otklik.routing.models import Skill, SkillKind
from otklik.tickets.fields import CHANNELS, LANGUAGES


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the line: the level, and what they take in words."""

    pk: int
    name: str
    level: str
    takes: str


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.MANAGE_TICKETS)
def plan(request: Visit, pk: int) -> HttpResponse:
    """The way of the line, and its people."""
    line = get_object_or_404(Line, pk=pk)
    form = posted(request, PlanForm, plan=planning.plan_of(line))
    if done(form, lambda data: planning.set_plan(line, by=request.user, **form.manner())):
        messages.success(request, _("Saved."))
        return to("distribution", pk)
    values: dict[str, Any] = {"line": line, "form": form, "members": _members(line)}
    return page(request, "manage/lines/distribution.html", values, here="lines", history=("line", pk))


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.MANAGE_TICKETS)
def skills(request: Visit, pk: int, person: int) -> HttpResponse:
    """What somebody takes on the line, and at which level."""
    member = get_object_or_404(LineMembership.objects.select_related("person", "line"), line=pk, person=person)
    form = posted(request, SkillsForm, membership=member)
    if done(form, lambda data: planning.set_skills(member, by=request.user, **data)):
        return to("distribution", pk)
    values = {
        "form": form,
        "title": member.person.name,
        "room": (reverse("manage:distribution", args=[pk]), str(member.line.name)),
        "lead": _("What is offered to the person here. Nothing chosen of a kind means everything of it."),
        "button": "",
        "posts": [],
        "once": None,
    }
    return page(request, "manage/edit.html", values, here="lines", history=("person", person))


def _members(line: Line) -> list[Member]:
    members = LineMembership.objects.filter(line=line, person__is_active=True).select_related("person")
    known: dict[int, list[Skill]] = {}
    for one in Skill.objects.filter(membership__line=line).select_related("category").order_by("kind", "pk"):
        known.setdefault(one.membership_id, []).append(one)
    ordered = members.order_by("person__sort_key", "person_id")
    return [
        Member(one.person_id, one.person.name, str(Level(one.level).label), _takes(known.get(one.pk, ())))
        for one in ordered
    ]


def _takes(skills: Iterable[Skill]) -> str:
    named = [_named(one) for one in skills]
    return ", ".join(named) or pgettext("of a member", "everything")


def _named(one: Skill) -> str:
    if one.category is not None:
        return str(one.category.name)
    return str((LANGUAGES if one.kind == SkillKind.LANGUAGE else CHANNELS).get(one.code, one.code))
