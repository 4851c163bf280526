from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from otklik.kernel import clock
from otklik.kernel.translated import TranslatedField
from otklik.people.models import Line, Person
from otklik.tickets.models import Ticket


class OverloadQuerySet(models.QuerySet["Overload"]):
    """The vocabulary of overloads."""

    def running(self) -> OverloadQuerySet:
        """The one that lasts, if any does."""
        return self.filter(ended_at__isnull=True)


class Overload(models.Model):
    """The mode of overload (C7): since when, who decided it, why, what customers read, when it is looked at again.

    No lines: everywhere. `keeps_contracts`: requests with a contractual promise stay on the clock. `reminded_at`: when
    the lead was reminded that `check_at` had come. `load` is the reading that it was decided by, in per cent.
    """

    since = models.DateTimeField()
    started_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    text = TranslatedField(default=dict)
    lines = models.ManyToManyField(Line, related_name="+")
    keeps_contracts = models.BooleanField(default=False)
    check_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    load = models.PositiveIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    objects = OverloadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(models.Value(1), condition=Q(ended_at__isnull=True), name="overload_one")
        ]
        indexes = [models.Index(fields=["-since", "-id"], name="overload_newest")]


class ShelvedQuerySet(models.QuerySet["Shelved"]):
    """The vocabulary of shelved requests."""

    def at(self, instant: datetime) -> ShelvedQuerySet:
        """Those that wait openly at that instant."""
        return self.filter(since__lte=instant).filter(Q(until__isnull=True) | Q(until__gt=instant))


class Shelved(models.Model):
    """A request waits openly, its norms and soft promises stand still; its customer has a new date, `word_by` (R30).

    `until` None: as long as the mode lasts. After the mode it may lie ahead: the plan gave the request that time.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="shelved")
    overload = models.ForeignKey(Overload, on_delete=models.PROTECT, related_name="shelved")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    word_by = models.DateTimeField()
    made_at = models.DateTimeField(default=clock.now)

    objects = ShelvedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(until__isnull=True), name="shelved_one"),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="shelved_lasts"),
        ]
        indexes = [
            models.Index(fields=["ticket", "since"], name="shelved_ticket"),
            models.Index(fields=["overload", "word_by"], name="shelved_waits", condition=Q(until__isnull=True)),
        ]
