from __future__ import annotations

from django.db import models

from otklik.kernel import clock
from otklik.people.models import Person


class Draft(models.Model):
    """What a person is writing, for each request and mode apart: it survives reloads, merges and other people's
    clicks (B9).
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="drafts")
    ticket = models.ForeignKey("Ticket", on_delete=models.CASCADE, null=True, related_name="drafts")
    mode = models.CharField(max_length=10)
    body = models.TextField(blank=True)
    choices = models.JSONField(default=dict, blank=True)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "ticket", "mode"], name="draft_once", nulls_distinct=False)
        ]


class Reminder(models.Model):
    """*Напомнить мне*: private, changes no status (R19)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="reminders")
    ticket = models.ForeignKey("Ticket", on_delete=models.CASCADE, related_name="reminders")
    at = models.DateTimeField()
    text = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["at"], name="reminder_due", condition=models.Q(done_at__isnull=True))]
