from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from otklik.tickets.models import Message, Ticket


class Again(models.TextChoices):
    """How somebody repeats themselves (C5)."""

    WROTE = "wrote", _("wrote again in the same request")
    ASKED = "asked", _("opened another request about the same")
    PASSED = "passed", _("passed on by an employee")


class Repetition(models.Model):
    """The same person about the same thing (C5). `ticket` repeats `previous`; `raised` is the request that moved up.

    A request moves up once, whatever comes after it (R31).
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="repetitions")
    previous = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="repeated_by")
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="+")
    how = models.CharField(max_length=10, choices=Again.choices)
    at = models.DateTimeField()
    raised = models.ForeignKey(Ticket, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "previous"], name="repetition_once"),
            models.UniqueConstraint(fields=["raised"], condition=Q(raised__isnull=False), name="repetition_raised"),
        ]
