"""The ledger of letters: what came and left by each mailbox on each day, so that nothing can be lost unseen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from otklik.channels.models.inbound import Inbound
from otklik.people import rights
from otklik.people.models import Person

if TYPE_CHECKING:
    from otklik.channels.email.models import Mailbox

INCOMING = ("tickets", "notices", "copies", "aside", "parked", "unread", "unconfirmed", "nowhere")
OUTGOING = ("waiting", "sent", "bounced", "failed", "withdrawn")


class Fetched(models.Model):
    """A letter as its server numbers it (UIDVALIDITY and UID, RFC 9051 §2.3.1), and what we keep of it.

    One letter that lies in a folder twice is two of these and one `Inbound`. `was_missed`: the comparison with the
    server found it, not the fetching that should have.
    """

    mailbox: models.ForeignKey[Mailbox] = models.ForeignKey("channels.Mailbox", models.PROTECT, related_name="fetched")
    validity = models.BigIntegerField()
    uid = models.BigIntegerField()
    inbound = models.ForeignKey(Inbound, on_delete=models.PROTECT, related_name="fetched")
    was_missed = models.BooleanField(default=False)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailbox", "validity", "uid"], name="fetched_once")]


class Comparison(models.Model):
    """The last time that a mailbox's folder was compared with what we keep: `missing` letters could not be had."""

    mailbox: models.OneToOneField[Mailbox] = models.OneToOneField(
        "channels.Mailbox", models.PROTECT, related_name="comparison"
    )
    at = models.DateTimeField()
    on_server = models.PositiveIntegerField()
    missing = models.PositiveIntegerField()
    missing_since = models.DateTimeField(null=True)
    found = models.PositiveIntegerField(default=0)
    found_at = models.DateTimeField(null=True)


class MailDayQuerySet(models.QuerySet["MailDay"]):
    """The vocabulary of the ledger."""

    def visible_to(self, person: Person | None) -> MailDayQuerySet:
        """Those who answer for channels see it (F8)."""
        if person is None or not person.is_authenticated or not person.may(rights.MANAGE_CHANNELS):
            return self.none()
        return self

    def unbalanced(self) -> MailDayQuerySet:
        """Days on which figures contradict each other."""
        return self.exclude(difference=0)


class MailDay(models.Model):
    """One day of one mailbox in figures, counted by a job from the rows and events themselves; never added to.

    `recorded` counts events, which nobody can change; `stored` counts rows. Each stored thing is in exactly one of
    INCOMING, each thing to be sent in exactly one of OUTGOING. `taken` counts letters in the server's numbers,
    `again` those of them that we kept already. Without a mailbox: forms, and what no mailbox has taken up yet.
    """

    day = models.DateField()
    mailbox: models.ForeignKey[Mailbox | None] = models.ForeignKey(
        "channels.Mailbox", models.PROTECT, null=True, related_name="days"
    )
    taken = models.PositiveIntegerField(default=0)
    again = models.PositiveIntegerField(default=0)
    missed = models.PositiveIntegerField(default=0)
    recorded = models.PositiveIntegerField(default=0)
    stored = models.PositiveIntegerField(default=0)
    tickets = models.PositiveIntegerField(default=0)
    notices = models.PositiveIntegerField(default=0)
    copies = models.PositiveIntegerField(default=0)
    aside = models.PositiveIntegerField(default=0)
    parked = models.PositiveIntegerField(default=0)
    unread = models.PositiveIntegerField(default=0)
    unconfirmed = models.PositiveIntegerField(default=0)
    nowhere = models.PositiveIntegerField(default=0)
    outgoing = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)
    sent = models.PositiveIntegerField(default=0)
    bounced = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    withdrawn = models.PositiveIntegerField(default=0)
    difference = models.IntegerField(default=0)
    counted_at = models.DateTimeField()

    objects = MailDayQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "mailbox"], nulls_distinct=False, name="mail_day_once")]
        indexes = [
            models.Index(fields=["day"], name="mail_day_unbalanced", condition=~models.Q(difference=0)),
            models.Index(
                fields=["day"],
                name="mail_day_unfinished",
                condition=models.Q(unread__gt=0) | models.Q(parked__gt=0) | models.Q(waiting__gt=0),
            ),
        ]

    def balance(self) -> int:
        """How many letters the figures disagree about; 0 when all is well."""
        incoming = sum(int(getattr(self, name)) for name in INCOMING)
        return abs(self.recorded - self.stored) + abs(self.stored - incoming) + self.nowhere + self.unaccounted()

    def unaccounted(self) -> int:
        """How many of what was to be sent are neither sent nor anything else."""
        return abs(self.outgoing - sum(int(getattr(self, name)) for name in OUTGOING))
