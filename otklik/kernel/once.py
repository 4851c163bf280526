"""The same thing sent twice is done once (F12)."""

from __future__ import annotations

from django.db import models

from otklik.kernel import clock


class Answer(models.Model):
    """What a verb answered to a key; kept for 48 hours."""

    key = models.CharField(max_length=200)
    person_id = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=80)
    response = models.JSONField(null=True)
    at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "person_id"], name="once", nulls_distinct=False),
        ]
