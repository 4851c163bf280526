from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from otklik.cards import options
from otklik.kernel import clock
from otklik.people.models import Identity, Person
from otklik.tickets.models import Message, Ticket


class Way(models.TextChoices):
    """How somebody shows that they are the owner of the account (R22)."""

    LETTER = "letter", pgettext_lazy("identity", "by a link sent to a confirmed address")
    PORTAL = "portal", pgettext_lazy("identity", "signed in, on the page of the request")
    PHONE = "phone", pgettext_lazy("identity", "by phone")
    OTHER = "other", pgettext_lazy("identity", "otherwise")


BY_US = (Way.PHONE, Way.OTHER)
"""Checked by an agent, who says how."""


class ProofQuerySet(models.QuerySet["Proof"]):
    """The vocabulary of proofs."""

    def standing(self, now: datetime) -> ProofQuerySet:
        """Good at `now`."""
        return self.filter(given_at__isnull=False, ends_at__gt=now, revoked_at__isnull=True)

    def awaited(self, now: datetime) -> ProofQuerySet:
        """Asked, and still to be answered at `now`."""
        since = now - options.PROOF_WAITS.value
        return self.filter(
            given_at__isnull=True, denied_at__isnull=True, revoked_at__isnull=True, asked_at__gt=since
        ).exclude(way__in=BY_US)


class Proof(models.Model):
    """The customer was asked to confirm who they are (R22): when, how, by whom, what came of it, until when it holds.

    `identity` is the address to which the link went, `message` the reply that asked; `words` say how an agent has
    checked it; `given_by` is the customer, or that agent.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="proofs")
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="proofs")
    way = models.CharField(max_length=10, choices=Way.choices)
    identity = models.ForeignKey(Identity, on_delete=models.SET_NULL, null=True, related_name="+")
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    words = models.CharField(max_length=500, blank=True)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    denied_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ProofQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["person", "-id"], name="proof_person"),
            models.Index(fields=["ticket"], name="proof_awaited", condition=Q(given_at=None, denied_at=None)),
            models.Index(fields=["message"], name="proof_message", condition=Q(message__isnull=False)),
        ]

    @property
    def is_standing(self) -> bool:
        """Good now."""
        return self.given_at is not None and self.revoked_at is None and (self.ends_at or self.given_at) > clock.now()

    @property
    def is_awaited(self) -> bool:
        """Asked, and still to be answered."""
        is_open = self.given_at is None and self.denied_at is None and self.revoked_at is None
        return is_open and self.way not in BY_US and clock.now() < self.asked_at + options.PROOF_WAITS.value
