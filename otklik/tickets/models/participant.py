from __future__ import annotations

from django.db import models
from django.db.models import Q

from otklik.kernel import clock
from otklik.people.models import Person


class Part(models.TextChoices):
    """As whom somebody takes part, beside the customer and the responsible person."""

    CUSTOMER = "customer"
    OBSERVER = "observer"
    DEVELOPER = "developer"


class ParticipantQuerySet(models.QuerySet["Participant"]):
    """The vocabulary of participants."""

    def present(self) -> ParticipantQuerySet:
        """Those who did not leave."""
        return self.filter(left_at__isnull=True)


class Participant(models.Model):
    """Somebody who takes part in a request. `sees_from` hides what was said before they came (F8)."""

    ticket = models.ForeignKey("Ticket", on_delete=models.CASCADE, related_name="participants")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="participations")
    part = models.CharField(max_length=10, choices=Part.choices)
    follows = models.BooleanField(default=True)
    sees_from = models.DateTimeField(null=True, blank=True)
    is_flagged = models.BooleanField(default=False)
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(default=clock.now)
    left_at = models.DateTimeField(null=True, blank=True)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "person"], name="participant_once")]
        indexes = [
            models.Index(fields=["person", "ticket"], name="participant_present", condition=Q(left_at__isnull=True))
        ]
