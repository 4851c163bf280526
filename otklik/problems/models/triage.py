from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from otklik.people.models import Person
from otklik.tickets.models import Ticket


class Class(models.TextChoices):
    """What a request will take (C6)."""

    SELF = "self", _("will resolve itself")
    HINT = "hint", _("a hint is enough")
    NEED = "need", _("somebody must step in")


class Triage(models.Model):
    """The class of a request, who set it, and what it proved to be when the request was closed (C6).

    A `self` one comes back at `check_at`, and the customer is asked.
    """

    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, related_name="triage")
    verdict = models.CharField(max_length=10, choices=Class.choices)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    check_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    proved = models.CharField(max_length=10, choices=Class.choices, blank=True)
    proved_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["check_at"], name="triage_check", condition=Q(check_at__isnull=False)),
            models.Index(fields=["verdict", "-proved_at"], name="triage_proved", condition=Q(proved_at__isnull=False)),
        ]


class LeaderShare(models.Model):
    """How many requests began on a day, and how many of them came to a leader (R28): at most 10 % should."""

    day = models.DateField(unique=True)
    opened = models.PositiveIntegerField(default=0)
    reached = models.PositiveIntegerField(default=0)
