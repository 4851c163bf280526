"""What is kept apart from what is said: protected fields, and secrets that somebody pasted (R22)."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import Q

from otklik.kernel import clock
from otklik.kernel.crypto import EncryptedField
from otklik.people.models import Person

WAITS = timedelta(days=14)
"""How long the link of a protected field takes something."""


class SecretQuerySet(models.QuerySet["Secret"]):
    """The vocabulary of protected fields."""

    def of(self, ticket: object) -> SecretQuerySet:
        """Those of a request and of what was merged into it; what they hold stays where it lies until it is asked."""
        return self.filter(Q(ticket=ticket) | Q(ticket__merged_into=ticket)).defer("value", "name", "content")

    def kept(self) -> SecretQuerySet:
        """Those that nobody has erased."""
        return self.filter(erased_at__isnull=True)


class Secret(models.Model):
    """A protected field: asked by support, filled by the customer, erased when the request is closed."""

    ticket = models.ForeignKey("Ticket", on_delete=models.PROTECT, related_name="secrets")
    label = models.CharField(max_length=200)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    filled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    filled_at = models.DateTimeField(null=True)
    value = EncryptedField(null=True)
    name = EncryptedField(null=True)
    content = EncryptedField(null=True)
    erased_at = models.DateTimeField(null=True)

    objects = SecretQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["ticket"], name="secret_kept", condition=Q(erased_at__isnull=True))]

    @property
    def is_open(self) -> bool:
        """Its link still takes something."""
        return self.filled_at is None and self.erased_at is None and clock.now() < self.asked_at + WAITS

    @property
    def is_readable(self) -> bool:
        """There is something to show."""
        return self.filled_at is not None and self.erased_at is None


class Hidden(models.Model):
    """What a message or a subject said before its secrets were masked; `kinds` are codes of kernel.sensitive."""

    message = models.OneToOneField("Message", on_delete=models.CASCADE, null=True, related_name="hidden")
    ticket = models.OneToOneField("Ticket", on_delete=models.CASCADE, null=True, related_name="hidden_subject")
    kinds = models.CharField(max_length=100)
    content = EncryptedField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(message__isnull=True) ^ Q(ticket__isnull=True), name="hidden_of_one")
        ]
