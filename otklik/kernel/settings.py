"""What a person may change while the server runs (F17)."""

from __future__ import annotations

from django.db import models

from otklik.kernel import clock


class SettingValue(models.Model):
    """The value of a declared setting, where it differs from its default."""

    name = models.CharField(primary_key=True, max_length=100)
    value = models.JSONField()
    changed_at = models.DateTimeField(default=clock.now)
