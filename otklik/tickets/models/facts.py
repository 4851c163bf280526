"""Facts with who, when and why: each a row of its own."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from otklik.people.models import Person
from otklik.tickets.kinds import Closing as ClosingKind
from otklik.tickets.kinds import Outcome, WaitKind


class Solution(models.Model):
    """A proposed solution and what became of it (B2, R2); charged to its author (R26).

    `points` are the numbers of the questions that it answers; none: the request as a whole (R7).
    """

    ticket = models.ForeignKey("Ticket", on_delete=models.PROTECT, related_name="solutions")
    message = models.OneToOneField("Message", on_delete=models.PROTECT, related_name="solution")
    number = models.PositiveSmallIntegerField()
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="solutions")
    proposed_at = models.DateTimeField()
    is_workaround = models.BooleanField(default=False)
    points = models.JSONField(default=list)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    words = models.ForeignKey("Message", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "number"], name="solution_number"),
            models.UniqueConstraint(fields=["ticket"], condition=Q(outcome=""), name="solution_open"),
        ]
        indexes = [models.Index(fields=["proposed_by", "decided_at"], name="solution_author")]


class Wait(models.Model):
    """Why a request stands still, for whom, and until when (R3, R5, R6)."""

    ticket = models.ForeignKey("Ticket", on_delete=models.PROTECT, related_name="waits")
    kind = models.CharField(max_length=12, choices=WaitKind.choices)
    whom = models.CharField(max_length=200, blank=True)
    what = models.TextField(blank=True)
    until = models.DateTimeField(null=True)
    key = models.CharField(max_length=100, blank=True)
    url = models.URLField(max_length=500, blank=True)
    child = models.ForeignKey("Ticket", on_delete=models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    started_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_how = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(ended_at__isnull=True), name="wait_running")
        ]


class Closing(models.Model):
    """How and by whom a request was closed; a reopening ends it and keeps it (R8, R9)."""

    ticket = models.ForeignKey("Ticket", on_delete=models.PROTECT, related_name="closings")
    kind = models.CharField(max_length=20, choices=ClosingKind.choices)
    reason = models.TextField(blank=True)
    rule = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    reopened_at = models.DateTimeField(null=True)
    reopened_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    reopening_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(reopened_at__isnull=True), name="closing_current")
        ]


class Rating(models.Model):
    """What the customer says of a closed request (B8, G2): 1 to 5, and words."""

    ticket = models.OneToOneField("Ticket", on_delete=models.PROTECT, related_name="rating")
    score = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(5)])
    comment = models.TextField(blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    responsible = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="ratings")
    at = models.DateTimeField()
    channel = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(score__gte=1, score__lte=5), name="rating_score")]


class ReactionKind(models.TextChoices):
    """One click under an answer (B8)."""

    THANKS = "thanks"
    CLEAR = "clear"
    UNCLEAR = "unclear"


class Reaction(models.Model):
    """A reaction to one answer; one of each kind from a person."""

    message = models.ForeignKey("Message", on_delete=models.CASCADE, related_name="reactions")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=ReactionKind.choices)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "person", "kind"], name="reaction_once")]
