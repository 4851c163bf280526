from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Case, F, Q, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.clocks.models.norm import Norm
from otklik.tickets.models import Ticket


class DeadlineKind(models.TextChoices):
    """What a clock counts towards."""

    NORM = "norm", _("norm of the status")
    FIRST_REPLY = "first_reply", _("first reply")
    NEXT_REPLY = "next_reply", _("next reply")
    SOLUTION = "solution", pgettext_lazy("clock", "solution")
    NEXT_WORD = "next_word", pgettext_lazy("clock", "next word")
    SUBSTANCE = "substance", _("first answer to the point")
    UPDATE = "update", _("news from development")


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    """The vocabulary of deadlines."""

    def running(self) -> DeadlineQuerySet:
        """Something will come if nobody acts."""
        return self.filter(due_at__isnull=False)

    def ticking(self) -> DeadlineQuerySet:
        """Those that have something to show: our turn runs, towards a threshold or past one.

        A norm past its last threshold comes first: no promise ahead hides that it is broken for good, and nothing but
        an answer ends it. Then the nearest.
        """
        shown = self.filter(Q(due_at__isnull=False) | Q(degree__gt=0), is_running=True)
        is_over = Q(kind=DeadlineKind.NORM, due_at__isnull=True)
        return shown.order_by(Case(When(is_over, then=0), default=1), F("due_at").asc(nulls_last=True), "-degree", "id")

    def due(self, now: datetime) -> DeadlineQuerySet:
        """Their time has come; served by an index whose cost does not grow with open requests."""
        return self.filter(due_at__lte=now).order_by("due_at")


class Deadline(models.Model):
    """A clock of a request: the next threshold, or None while it stands still or has no further one.

    `began_at` is when the counting began, `since` when the present part of it did; `degree` is what was reached, the
    first of it at `late_since`. `is_firm`: a contract or a person promised it, otherwise we only try (R30).
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="deadlines")
    kind = models.CharField(max_length=12, choices=DeadlineKind.choices)
    norm = models.ForeignKey(Norm, on_delete=models.PROTECT, null=True, related_name="+")
    began_at = models.DateTimeField()
    since = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    degree = models.PositiveSmallIntegerField(default=0)
    late_since = models.DateTimeField(null=True)
    is_running = models.BooleanField(default=True)
    is_firm = models.BooleanField(default=False)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "kind"], name="deadline_kind")]
        indexes = [
            models.Index(fields=["due_at"], name="deadline_due", condition=Q(due_at__isnull=False), include=["ticket"]),
            models.Index(fields=["ticket"], name="deadline_late", condition=Q(is_running=True, degree__gt=0)),
        ]
