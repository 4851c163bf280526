from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from otklik.people import rights
from otklik.people.models import Person
from otklik.tickets.models import Ticket


class Bound(models.IntegerChoices):
    """How far nobody may let a customer wait (D1, R29): usually 8 and 24 hours."""

    FIRST = 1, _("first limit")
    OUTER = 2, _("outer limit")


class LimitQuerySet(models.QuerySet["Limit"]):
    """The vocabulary of limits."""

    def due(self, now: datetime) -> LimitQuerySet:
        """Their time has come; served by an index."""
        return self.filter(due_at__lte=now).order_by("due_at")


class Limit(models.Model):
    """A message that nobody has answered, since `began_at`: the next limit, and the highest that has passed.

    `degree` 0: none has; `late_since` is when the highest did. The row goes when somebody answers.
    """

    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, related_name="limit")
    began_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    degree = models.PositiveSmallIntegerField(default=0)
    late_since = models.DateTimeField(null=True)

    objects = LimitQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="limit_due", condition=Q(due_at__isnull=False)),
            models.Index(fields=["ticket"], name="limit_late", condition=Q(degree__gt=0)),
        ]


class OverrunQuerySet(models.QuerySet["Overrun"]):
    """The vocabulary of overruns."""

    def visible_to(self, person: Person | None) -> OverrunQuerySet:
        """Those of requests that a lead may see."""
        if person is None or not person.may(rights.ASSIGN_OTHERS):
            return self.none()
        return self.filter(ticket__in=Ticket.objects.visible_to(person))

    def standing(self) -> OverrunQuerySet:
        """Those that hold."""
        return self.filter(withdrawn_at__isnull=True)


class Overrun(models.Model):
    """A message that waited longer than a limit allows: once for each limit and wait; `answered_at` None: it waits."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="overruns")
    degree = models.PositiveSmallIntegerField(choices=Bound.choices)
    began_at = models.DateTimeField()
    passed_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = OverrunQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "began_at", "degree"], name="overrun_once")]
        indexes = [models.Index(fields=["-passed_at", "-id"], name="overrun_newest")]
