from __future__ import annotations

from django.db import models

from otklik.kernel import clock
from otklik.kernel.translated import TranslatedField


class Section(models.Model):
    """A shelf of articles; shelves lie in shelves. `code` stands in its address and never changes."""

    code = models.CharField(max_length=40, unique=True)
    name = TranslatedField(default=dict)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    order = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["order", "id"]
