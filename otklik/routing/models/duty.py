from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.people.models import Person


class State(models.TextChoices):
    """What somebody on shift is doing; only `on` is offered new requests (R20)."""

    ON = "on", _("on shift")
    LUNCH = "lunch", pgettext_lazy("on shift", "lunch")
    REVIEW = "review", pgettext_lazy("on shift", "case review")
    PAUSE = "pause", pgettext_lazy("on shift", "pause")


class DutyQuerySet(models.QuerySet["Duty"]):
    """The vocabulary of duties."""

    def running(self) -> DutyQuerySet:
        """Those that last now."""
        return self.filter(ended_at__isnull=True)

    def newest_first(self) -> DutyQuerySet:
        """From the last one back."""
        return self.order_by("-started_at", "-id")


class Duty(models.Model):
    """An interval of a shift in one state; intervals of one shift share `began_at`.

    `ends_at` is when the shift ends by itself; `ended_by_hours` says that it did, and then it can be undone.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="duties")
    state = models.CharField(max_length=10, choices=State.choices)
    began_at = models.DateTimeField()
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by_hours = models.BooleanField(default=False)

    objects = DutyQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person"], condition=Q(ended_at__isnull=True), name="duty_one")]
        indexes = [
            models.Index(fields=["person", "-started_at"], name="duty_person"),
            models.Index(fields=["ends_at"], name="duty_ends", condition=Q(ended_at__isnull=True)),
        ]
