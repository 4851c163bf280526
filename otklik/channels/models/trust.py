"""How far a letter can be believed, whom nobody wants to hear, and who talks too much."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from otklik.channels.models.inbound import Inbound
from otklik.kernel import addresses, audit, clock, reading
from otklik.kernel.verbs import Refused, verb
from otklik.people import rights
from otklik.people.models import Person
from otklik.tickets.models import Ticket
from otklik.tickets.remarking import remark

QUIET = timedelta(hours=1)
"""A muted sender who keeps still for so long is heard again."""


class Verdict(models.TextChoices):
    """Whether a letter is from whom it says."""

    VERIFIED = "verified", pgettext_lazy("sender of a letter", "verified")
    UNVERIFIED = "unverified", pgettext_lazy("sender of a letter", "not verified")
    FAILED = "failed", pgettext_lazy("sender of a letter", "the check failed")
    UNKNOWN = "unknown", pgettext_lazy("sender of a letter", "could not be checked")


class LetterTrust(models.Model):
    """What was found out about one letter (RFC 8601, 6376, 7489). `signs` are codes with what they are
    about, `sealed` says how it is encrypted or signed."""

    inbound = models.OneToOneField(Inbound, on_delete=models.CASCADE, related_name="trust")
    verdict = models.CharField(max_length=10, choices=Verdict.choices, default=Verdict.UNVERIFIED)
    checked_by = models.CharField(max_length=253, blank=True)
    spf = models.CharField(max_length=12, blank=True)
    dkim = models.CharField(max_length=12, blank=True)
    dmarc = models.CharField(max_length=12, blank=True)
    policy = models.CharField(max_length=12, blank=True)
    signs = models.JSONField(default=list)
    score = models.PositiveSmallIntegerField(default=0)
    is_automatic = models.BooleanField(default=False)
    sealed = models.CharField(max_length=12, blank=True)


class BlockedSender(models.Model):
    """An address or a whole domain whose letters wait as suspicious."""

    value = models.CharField(max_length=320, unique=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["value"]

    @classmethod
    @verb
    def add(cls, value: str, *, by: Person) -> BlockedSender:
        """Block an address, or a domain written without @. Safe to call twice. Raises Refused."""
        rights.require(by, rights.MANAGE_CHANNELS)
        value = normalised(value)
        row, is_new = cls.objects.get_or_create(value=value, defaults={"by": by, "at": clock.now()})
        if is_new:
            audit.changed("sender.blocked", by=by, noun=row, after={"value": value})
        return row

    @verb
    def lift(self, *, by: Person) -> None:
        """Let them be heard again."""
        rights.require(by, rights.MANAGE_CHANNELS)
        audit.changed("sender.unblocked", by=by, noun=self, before={"value": self.value})
        self.delete()

    @classmethod
    def covers(cls, address: str) -> bool:
        """Whether the address or its domain is blocked."""
        address = address.lower()
        domain = address.rpartition("@")[2]
        try:
            known = addresses.normalise("email", address)
        except Refused:
            known = address
        return reading.first(cls, "value = ANY(%s::text[])", [[known, address, domain]]) is not None


def normalised(value: str) -> str:
    """An address or a domain as it is kept. Raises Refused("sender.address")."""
    value = value.strip().lstrip("@").lower()
    try:
        return (
            addresses.normalise("email", value)
            if "@" in value
            else addresses.domain_of(addresses.normalise("email", f"a@{value}"))
        )
    except Refused:
        raise Refused("sender.address", _("Write an address or a domain."), name="value") from None


class Mute(models.Model):
    """Letters of one sender to one request that nobody is told of: robots may be talking to each other."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="mutes")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    last_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "person"], condition=Q(ended_at=None), name="muted_once")
        ]

    @classmethod
    def standing(cls, ticket: Ticket, person: Person) -> Mute | None:
        """The mute that holds now, told that one more letter came; one that was quiet for an hour ends."""
        mute = cls.objects.filter(ticket=ticket, person=person, ended_at=None).first()
        if mute is None:
            return None
        if mute.last_at < clock.now() - QUIET:
            mute.end(by=None)
            return None
        mute.last_at = clock.now()
        mute.save(update_fields=["last_at"])
        return mute

    @classmethod
    @verb
    def begin(cls, ticket: Ticket, person: Person) -> None:
        """From here on this sender's letters are kept without telling anybody."""
        mute = cls.objects.create(ticket=ticket, person=person, at=clock.now(), last_at=clock.now())
        remark(ticket, "ticket.muted", mute=mute.pk, person=person.pk)

    @verb
    def end(self, *, by: Person | None) -> None:
        """Tell people of this sender's letters again."""
        if by is not None:
            rights.require(by, rights.REPLY)
        if Mute.objects.filter(pk=self.pk, ended_at=None).update(ended_at=clock.now(), ended_by=by):
            remark(self.ticket, "ticket.unmuted", by=by, mute=self.pk, person=self.person_id)
