from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.people.models import Line, LineMembership
from otklik.tickets.models import Category

USUAL_WEIGHT = 10
"""Weights are in tenths: ten is a usual request."""


class Mode(models.TextChoices):
    """How work reaches the people of a line (C1)."""

    PULL = "pull", _("everybody sees it, the first takes it")
    AUTOMATIC = "automatic", _("offered to one person after another")


class LinePlan(models.Model):
    """How a line distributes; a line without a plan is pulled from.

    An offer stands for `offer_for`; after `rounds` of them the request is open to all, and `lead_after` later the lead
    hears of it. `weights` are tenths of a usual request by channel and work type: {"channel": {"phone": 20}}.
    `sees_links`: whoever works here sees the links that dig deeper into the customer's account (C2).
    """

    line = models.OneToOneField(Line, on_delete=models.CASCADE, related_name="plan")
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.PULL)
    offer_for = models.DurationField(default=timedelta(minutes=3))
    rounds = models.PositiveSmallIntegerField(default=3)
    lead_after = models.DurationField(default=timedelta(minutes=10))
    weights = models.JSONField(default=dict, blank=True)
    sees_links = models.BooleanField(default=False)
    told_at = models.DateTimeField(null=True)

    def weight(self, channel: str, work_type: str) -> int:
        """How much of a person's ceiling a request takes, in hundredths of a usual one."""
        by_channel = self.weights.get("channel", {}).get(channel, USUAL_WEIGHT)
        by_type = self.weights.get("work_type", {}).get(work_type, USUAL_WEIGHT)
        return int(by_channel) * int(by_type)


class SkillKind(models.TextChoices):
    """What a skill is about."""

    CATEGORY = "category", pgettext_lazy("skill", "product area")
    LANGUAGE = "language", pgettext_lazy("skill", "language")
    CHANNEL = "channel", pgettext_lazy("skill", "channel")


class Skill(models.Model):
    """What a person takes on a line: a subtree of categories, a language, a channel (C1).

    Who has no skill of a kind takes everything of that kind.
    """

    membership = models.ForeignKey(LineMembership, on_delete=models.CASCADE, related_name="skills")
    kind = models.CharField(max_length=10, choices=SkillKind.choices)
    category = models.ForeignKey(Category, on_delete=models.CASCADE, null=True, related_name="+")
    code = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "kind", "category", "code"], name="skill_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(kind=SkillKind.CATEGORY, category__isnull=False, code="")
                | (~Q(kind=SkillKind.CATEGORY) & Q(category__isnull=True) & ~Q(code="")),
                name="skill_of_its_kind",
            ),
        ]
