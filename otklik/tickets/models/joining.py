from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from otklik.people.models import Person


class Link(models.Model):
    """Two requests have to do with each other; stored once, smaller id first."""

    first = models.ForeignKey("Ticket", on_delete=models.CASCADE, related_name="links_from")
    second = models.ForeignKey("Ticket", on_delete=models.CASCADE, related_name="links_to")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="link_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="link_order"),
        ]


class Merge(models.Model):
    """One request was absorbed by another; `moved` is what goes back within 30 days (R11)."""

    source = models.ForeignKey("Ticket", on_delete=models.PROTECT, related_name="merges_away")
    target = models.ForeignKey("Ticket", on_delete=models.PROTECT, related_name="merges_in")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    moved = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")


class Split(models.Model):
    """Messages became a request of their own; they can go back."""

    origin = models.ForeignKey("Ticket", on_delete=models.PROTECT, related_name="splits_away")
    fresh = models.OneToOneField("Ticket", on_delete=models.PROTECT, related_name="split_from")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    messages = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")


class Relocation(models.Model):
    """Messages went over to another request; they can go back."""

    origin = models.ForeignKey("Ticket", on_delete=models.PROTECT, related_name="messages_left")
    target = models.ForeignKey("Ticket", on_delete=models.PROTECT, related_name="messages_came")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    messages = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
