"""What the customer wants, version by version, as staff read it (B6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from otklik.desk.seen import Seen
from otklik.tickets.models import Goal
from otklik.tickets.models.goal import Answer
from otklik.ui.formats import Words


@dataclass(frozen=True, slots=True)
class Version:
    """One version; `state` says whose words it is and what the customer answered."""

    wants: str
    why: str
    state: str
    is_confirmed: bool


def versions(seen: Seen) -> Iterator[Version]:
    """The newest first."""
    for one in seen.goals:
        yield Version(one.wants, one.why, _state(one, seen.words), one.is_confirmed)


def _state(goal: Goal, words: Words) -> str:
    known = {"name": goal.by.name, "when": words.short(goal.at)}
    if goal.answered_at is None:
        return _("%(name)s, %(when)s: the customer has not answered") % known
    if not goal.by.is_staff_member:
        return _("%(name)s, %(when)s: the customer’s own words") % known
    answered = {"name": goal.answered_by.name if goal.answered_by else "", "when": words.short(goal.answered_at)}
    if goal.answer == Answer.CORRECTED:
        return _("corrected: %(name)s, %(when)s") % answered
    return _("confirmed: %(name)s, %(when)s") % answered
