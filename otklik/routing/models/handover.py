from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.people.models import Person
from otklik.tickets.models import Message, Ticket


class Way(models.TextChoices):
    """What becomes of a request at the end of a shift (R17)."""

    PERSON = "person", _("to a colleague")
    LINE = "line", _("to the line")
    KEPT = "kept", _("stays mine")


class End(models.TextChoices):
    """How a hand-over ended; it counts only when it was accepted."""

    ACCEPTED = "accepted", pgettext_lazy("hand-over", "accepted")
    DECLINED = "declined", pgettext_lazy("hand-over", "declined")
    LATE = "late", _("went to the line: nobody answered")
    MOOT = "moot", _("not needed any more")


class HandoverQuerySet(models.QuerySet["Handover"]):
    """The vocabulary of hand-overs."""

    def open(self) -> HandoverQuerySet:
        """Nobody has taken it yet, and nobody has refused."""
        return self.filter(ended_at__isnull=True)


class Handover(models.Model):
    """A request is handed over at the end of a shift, or kept; until somebody accepts, it is the giver's (R17).

    `answer_by` is how long the colleague has; then the request goes to the line.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="handovers")
    giver = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="handovers_given")
    way = models.CharField(max_length=10, choices=Way.choices)
    to = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="handovers_offered")
    note = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="+")
    offered_at = models.DateTimeField()
    answer_by = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_how = models.CharField(max_length=10, choices=End.choices, blank=True)
    accepted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    objects = HandoverQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(ended_at__isnull=True), name="handover_one")
        ]
        indexes = [
            models.Index(fields=["to"], name="handover_to", condition=Q(ended_at__isnull=True)),
            models.Index(fields=["giver", "-offered_at"], name="handover_giver"),
        ]
