from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.kernel import clock
from otklik.people.models.person import Person


class IdentityKind(models.TextChoices):
    """Where an address works."""

    EMAIL = "email", _("e-mail")
    PHONE = "phone", pgettext_lazy("person", "phone")
    TELEGRAM = "telegram", "Telegram"
    VK = "vk", pgettext_lazy("person", "VK")
    MAX = "max", "MAX"
    WHATSAPP = "whatsapp", "WhatsApp"
    EXTERNAL = "external", _("id in your system")


class IdentityQuerySet(models.QuerySet["Identity"]):
    """The vocabulary of addresses."""

    def of_kind(self, kind: str) -> IdentityQuerySet:
        """Only e-mail addresses, or only phones, and so on."""
        return self.filter(kind=kind)

    def verified(self) -> IdentityQuerySet:
        """Those whose owner proved that they can read there."""
        return self.filter(verified_at__isnull=False)


class Identity(models.Model):
    """One address of a person. `normalised` is for matching, `value` for sending (F9)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=10, choices=IdentityKind.choices)
    value = models.CharField(max_length=320)
    normalised = models.CharField(max_length=320)
    verified_at = models.DateTimeField(null=True, blank=True)
    is_primary = models.BooleanField(default=False)
    undeliverable_since = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = IdentityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "normalised"], name="identity_unique"),
            models.UniqueConstraint(
                fields=["person", "kind"], condition=models.Q(is_primary=True), name="identity_primary"
            ),
        ]
