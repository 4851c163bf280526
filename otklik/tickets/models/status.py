from __future__ import annotations

from django.db import models

from otklik.kernel import reading
from otklik.kernel.translated import TranslatedField
from otklik.tickets.kinds import Kind


class StatusQuerySet(models.QuerySet["Status"]):
    """The vocabulary of statuses."""

    def of(self, kind: Kind) -> Status:
        """The status that a kind leads to unless somebody chose another."""
        found = reading.first(self.model, "kind = %s::text AND is_default", [Kind(kind).value])
        if found is None:
            raise Status.DoesNotExist
        return found


class Status(models.Model):
    """A name for a kind: what staff see, what customers see, its order and colour (B1)."""

    code = models.SlugField(max_length=30, unique=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    name = TranslatedField(default=dict)
    customer_name = TranslatedField(default=dict)
    colour = models.CharField(max_length=20, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    is_default = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    objects = StatusQuerySet.as_manager()

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["kind"], condition=models.Q(is_default=True), name="status_default")
        ]
