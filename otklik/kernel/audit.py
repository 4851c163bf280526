"""Who changed what in the rooms of the owner: settings, roles, keys (M5)."""

from __future__ import annotations

from django.db import models

from otklik.kernel import clock


class AuditEntry(models.Model):
    """One change, with the state before and after; secrets are never part of it."""

    at = models.DateTimeField(default=clock.now, db_index=True)
    actor_id = models.BigIntegerField(null=True)
    code = models.CharField(max_length=60)
    noun = models.CharField(max_length=30)
    noun_id = models.CharField(max_length=60)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    request_id = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["noun", "noun_id", "id"], name="audit_noun")]
