"""How often is too often: counters in an unlogged table (F5)."""

from __future__ import annotations

from django.db import models


class Fleeting(models.Model):
    """A counter or a cached value that a crash may forget; the table is UNLOGGED."""

    key = models.CharField(primary_key=True, max_length=250)
    count = models.BigIntegerField(default=0)
    value = models.BinaryField(null=True)
    until = models.DateTimeField(db_index=True)
