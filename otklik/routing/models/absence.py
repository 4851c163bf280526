from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.kernel import clock
from otklik.people.models import Person


class Away(models.TextChoices):
    """Why somebody is not there; colleagues see only that they are away and until when."""

    VACATION = "vacation", pgettext_lazy("absence", "vacation")
    SICK = "sick", _("sick leave")
    DAY_OFF = "day_off", _("day off")
    TRIP = "trip", _("business trip")
    OTHER = "other", pgettext_lazy("absence", "other")


class AbsenceQuerySet(models.QuerySet["Absence"]):
    """The vocabulary of absences."""

    def standing(self) -> AbsenceQuerySet:
        """Those that were not called off."""
        return self.filter(cancelled_at__isnull=True)

    def at(self, instant: datetime) -> AbsenceQuerySet:
        """Those that last at that instant."""
        return self.standing().filter(since__lte=instant, until__gt=instant)

    def ahead(self, instant: datetime) -> AbsenceQuerySet:
        """Those that last or will come."""
        return self.standing().filter(until__gt=instant).order_by("since", "id")


class Absence(models.Model):
    """A person is away; `until` is the planned return, and nothing is given to them before it (R17)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="absences")
    kind = models.CharField(max_length=10, choices=Away.choices)
    since = models.DateTimeField()
    until = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    cancelled_at = models.DateTimeField(null=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(until__gt=F("since")), name="absence_lasts")]
        indexes = [
            models.Index(fields=["person", "until"], name="absence_person", condition=Q(cancelled_at__isnull=True))
        ]
