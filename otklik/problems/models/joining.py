from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.people.models import Person
from otklik.problems.models.problem import Problem
from otklik.tickets.models import Ticket


class How(models.TextChoices):
    """How a request came to a problem."""

    NOTICED = "noticed", _("noticed by likeness")
    JOINED = "joined", pgettext_lazy("request of a problem", "joined by hand")
    CUSTOMER = "customer", _("the customer said that it is this")


class JoiningQuerySet(models.QuerySet["Joining"]):
    """The vocabulary of requests of problems."""

    def standing(self) -> JoiningQuerySet:
        """Those that have not left, of closed problems too."""
        return self.filter(left_at__isnull=True)

    def current(self) -> JoiningQuerySet:
        """Those of problems that are open."""
        return self.filter(is_current=True)


class Joining(models.Model):
    """A request belongs to a problem: at most to one open one. `urgency_was` is given back when it leaves."""

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="joinings")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="joinings")
    how = models.CharField(max_length=10, choices=How.choices, default=How.JOINED)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    urgency_was = models.PositiveSmallIntegerField(null=True)
    is_current = models.BooleanField(default=True)
    left_at = models.DateTimeField(null=True)
    left_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    objects = JoiningQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(is_current=True), name="joining_one"),
        ]
        indexes = [models.Index(fields=["problem", "at"], name="joining_problem")]
