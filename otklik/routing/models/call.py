from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from otklik.people.models import Person
from otklik.tickets.models import Ticket


class Answered(models.TextChoices):
    """How a call for help ended."""

    ANSWERED = "answered", pgettext_lazy("call for help", "a colleague stepped in")
    WITHDRAWN = "withdrawn", pgettext_lazy("call for help", "withdrawn")
    MOOT = "moot", pgettext_lazy("call for help", "not needed any more")


class HelpCallQuerySet(models.QuerySet["HelpCall"]):
    """The vocabulary of calls for help."""

    def open(self) -> HelpCallQuerySet:
        """Nobody has stepped in yet."""
        return self.filter(ended_at__isnull=True)

    def visible_to(self, person: Person | None) -> HelpCallQuerySet:
        """Of requests that the person may see."""
        return self.filter(ticket__in=Ticket.objects.visible_to(person))


class HelpCall(models.Model):
    """Somebody called for help on a request (R20); one stands for each request at a time."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="help_calls")
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_how = models.CharField(max_length=10, choices=Answered.choices, blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = HelpCallQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket"], condition=Q(ended_at__isnull=True), name="help_one")]
        indexes = [models.Index(fields=["at", "id"], name="help_open", condition=Q(ended_at__isnull=True))]
