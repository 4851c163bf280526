from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from otklik.kernel import clock
from otklik.people.models import Level, Line, Person
from otklik.tickets.models import Status

NEWS = timedelta(days=30)
"""How long a norm that has come is still a piece of news."""


class Counting(models.TextChoices):
    """Which time a norm counts."""

    BUSINESS = "business", _("working hours")
    CALENDAR = "calendar", _("around the clock")
    OWN = "own", _("hours of the person responsible")


PROMISED = tuple(choice for choice in Counting.choices if choice[0] != Counting.OWN)
"""A promise is given to a customer, who cannot know whose hours count."""


class NormQuerySet(models.QuerySet["Norm"]):
    """The vocabulary of norms."""

    def standing(self) -> NormQuerySet:
        """Those that were not withdrawn before they took effect."""
        return self.filter(withdrawn_at__isnull=True)

    def in_force(self, at: datetime) -> NormQuerySet:
        """The newest version of each status, line and level that has begun by `at`."""
        return (
            self.standing()
            .filter(valid_from__lte=at)
            .order_by("status_id", "line_id", "level", "-valid_from", "-id")
            .distinct("status_id", "line_id", "level")
        )

    def announced(self, now: datetime) -> NormQuerySet:
        """Those that people have set and everybody should read: what comes, and what came within a month (R24)."""
        return self.standing().filter(set_by__isnull=False, valid_from__gt=now - NEWS)

    def unread_by(self, person: Person) -> NormQuerySet:
        """Those that this person has not said to have read."""
        return self.exclude(pk__in=Acknowledgement.objects.filter(person=person).values("norm"))


class Norm(models.Model):
    """How long a request may stay in a status in our turn: one to three thresholds, from an instant on (D2, R24).

    Without a line it holds on every line that has none of its own; without a status it is the norm of a debt of reply.
    With a level it holds in the hands of those who are at it (R21); a norm of the line goes before one of the level.
    No thresholds at all: from then on there is no norm. Rows are never changed: a newer one takes over.
    """

    status = models.ForeignKey(Status, on_delete=models.PROTECT, null=True, blank=True, related_name="norms")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, null=True, blank=True, related_name="norms")
    level = models.PositiveSmallIntegerField(choices=Level.choices, null=True, blank=True)
    counting = models.CharField(max_length=10, choices=Counting.choices, default=Counting.BUSINESS)
    first = models.DurationField(null=True, blank=True)
    second = models.DurationField(null=True, blank=True)
    third = models.DurationField(null=True, blank=True)
    valid_from = models.DateTimeField()
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = NormQuerySet.as_manager()

    class Meta:
        ordering = ["valid_from", "id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(second__isnull=True) | Q(second__gt=models.F("first")))
                & (Q(third__isnull=True) | Q(third__gt=models.F("second"))),
                name="norm_ordered",
            )
        ]
        indexes = [models.Index(fields=["status", "line", "level", "valid_from"], name="norm_key")]

    @property
    def limits(self) -> tuple[timedelta, ...]:
        """The thresholds that are set, in order."""
        return tuple(limit for limit in (self.first, self.second, self.third) if limit is not None)


class Acknowledgement(models.Model):
    """A member of staff has read of a norm (R24)."""

    norm = models.ForeignKey(Norm, on_delete=models.CASCADE, related_name="acknowledgements")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["norm", "person"], name="norm_read_once")]
