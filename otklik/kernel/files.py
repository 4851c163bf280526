"""Contents of files: stored once by what they contain (B9)."""

from __future__ import annotations

from django.db import models

from otklik.kernel import clock


class StoredFile(models.Model):
    """Contents, known by their hash; who may see them is decided by whatever refers to them."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    mime = models.CharField(max_length=100)
    width = models.IntegerField(null=True)
    height = models.IntegerField(null=True)
    thumbnail = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
