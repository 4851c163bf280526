from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from otklik import live
from otklik.kernel import clock, events, reading
from otklik.kernel.files import StoredFile
from otklik.kernel.verbs import Refused, Stale, verb
from otklik.people import rights
from otklik.people.models import Identity, Person
from otklik.tickets.models import Message, Ticket

if TYPE_CHECKING:
    from otklik.channels.email.models import Mailbox

MINUTES = (1, 5, 15, 30, 60, 120, 240, 240, 480, 720, 1440)
PAUSES = [timedelta(minutes=minutes) for minutes in MINUTES]
"""How long a delivery that was put off waits before each next attempt: about two days in all (RFC 5321 §4.5.4.1)."""


class DeliveryState(models.TextChoices):
    """Where a delivery stands."""

    QUEUED = "queued", _("waits to be sent")
    HELD = "held", _("there is no mailbox to send it from")
    SENDING = "sending", _("is being sent")
    SENT = "sent", _("has been sent")
    BOUNCED = "bounced", _("came back undelivered")
    FAILED = "failed", _("not delivered")
    WITHDRAWN = "withdrawn", _("taken back")


UNFINISHED = [DeliveryState.QUEUED.value, DeliveryState.HELD.value, DeliveryState.SENDING.value]
STUCK = [DeliveryState.HELD.value, DeliveryState.FAILED.value, DeliveryState.BOUNCED.value]


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """The vocabulary of deliveries."""

    def visible_to(self, person: Person | None) -> DeliveryQuerySet:
        """Staff see how the messages that they may read were delivered (F8)."""
        if person is None or not person.is_authenticated or not person.may(rights.DESK):
            return self.none()
        return self.filter(message__in=Message.objects.visible_to(person))

    def unfinished(self) -> DeliveryQuerySet:
        """Still to be sent, or left in the middle of it."""
        return self.filter(state__in=UNFINISHED)

    def stuck(self) -> DeliveryQuerySet:
        """Messages that did not reach their address and will not by themselves."""
        return self.filter(state__in=STUCK, message__isnull=False)

    def put_off(self) -> DeliveryQuerySet:
        """Tried, and to be tried again."""
        return self.filter(state=DeliveryState.QUEUED, attempts__gt=0)

    def given_up(self) -> DeliveryQuerySet:
        """Of these, those that were never taken by a server: worth another try when the trouble is over."""
        return self.filter(state=DeliveryState.FAILED, message__isnull=False)


class Delivery(models.Model):
    """One message on its way to one address (F11). Without `message` it is a letter of the house: a code, a notice.

    `raw` (or `content`, for letters of the house) are the exact bytes, fixed before the first of them leaves.
    """

    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, related_name="deliveries")
    channel = models.CharField(max_length=20)
    address = models.CharField(max_length=320)
    recipient = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    identity_id = models.BigIntegerField(null=True)
    is_copy = models.BooleanField(default=False)
    mailbox: models.ForeignKey[Mailbox | None] = models.ForeignKey(
        "channels.Mailbox", on_delete=models.PROTECT, null=True, related_name="deliveries"
    )
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=60, blank=True)
    error = models.TextField(blank=True)
    letter_id = models.CharField(max_length=320, blank=True)
    dated = models.DateTimeField(null=True)
    raw = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    content = models.BinaryField(null=True)
    may_have_been_sent_twice = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message", "channel", "address"], name="delivery_once", condition=Q(message__isnull=False)
            )
        ]
        indexes = [
            models.Index(fields=["created_at"], name="delivery_created"),
            models.Index(
                fields=["state", "next_try_at"],
                name="delivery_unfinished",
                condition=Q(state__in=["queued", "held", "sending"]),
            ),
            models.Index(
                fields=["-id"],
                name="delivery_stuck",
                condition=Q(state__in=["held", "failed", "bounced"], message__isnull=False),
            ),
        ]

    def octets(self) -> bytes:
        """The exact bytes of the letter; empty before they are fixed. Raises FileNotFoundError."""
        if self.raw is not None:
            with self.raw.open() as file:
                return file.read()
        return bytes(self.content or b"")

    @verb
    def begin(self) -> bool:
        """From here on bytes may leave: committed before the first of them (F11). False if it is not to be sent.

        A second beginning means that a crash came between: the same bytes go once more, and that is written down.
        """
        fresh = Delivery.objects.filter(pk=self.pk, state=DeliveryState.QUEUED)
        again = Delivery.objects.filter(pk=self.pk, state=DeliveryState.SENDING, may_have_been_sent_twice=False)
        fixed = {"raw": self.raw, "letter_id": self.letter_id, "dated": self.dated, "mailbox": self.mailbox}
        if fresh.update(state=DeliveryState.SENDING, began_at=clock.now(), attempts=models.F("attempts") + 1, **fixed):
            return True
        if again.update(may_have_been_sent_twice=True, began_at=clock.now()):
            self._record("delivery.resent")
            return True
        return False

    @verb
    def note_sent(self) -> None:
        """The server has taken it."""
        if owes := self._is_owed_for():
            self._lock_ticket()
        if self._leave(DeliveryState.SENT, sent_at=clock.now(), reason="", error=""):
            twice = Delivery.objects.filter(pk=self.pk, may_have_been_sent_twice=True).exists()
            self._record("delivery.sent", twice=twice)
            if owes and self.message is not None:
                self.message.ticket.pay_for(self.message, delivery=self.pk)

    @verb
    def put_off(self, reason: str, error: str = "", *, doubtful: bool = False) -> None:
        """Try again later; when the last pause is over, give up. `doubtful`: the server may have taken it."""
        self.refresh_from_db(fields=["attempts", "may_have_been_sent_twice", "expires_at"])
        pause = PAUSES[self.attempts - 1] if 0 < self.attempts <= len(PAUSES) else None
        again_at = clock.now() + pause if pause else None
        if again_at is None or (self.expires_at and again_at > self.expires_at):
            self.fail(reason, error)
        elif self._leave(
            DeliveryState.QUEUED,
            next_try_at=again_at,
            reason=reason[:60],
            error=error[:2000],
            may_have_been_sent_twice=self.may_have_been_sent_twice or doubtful,
        ):
            self._record("delivery.delayed", reason=reason[:60])
            self.send_later()

    @verb
    def hold(self) -> None:
        """There is nothing to send it from; it goes as soon as there is."""
        if self._leave(DeliveryState.HELD, reason="no_mailbox"):
            self._record("delivery.delayed", reason="no_mailbox")

    @verb
    def fail(self, reason: str, error: str = "") -> None:
        """It cannot be delivered: the customer has no answer, so support owes one again (ARCHITECTURE)."""
        self._lock_ticket()
        if self._leave(DeliveryState.FAILED, reason=reason[:60], error=error[:2000], failed_at=clock.now()):
            self._owe(reason)
            self._record("delivery.failed", reason=reason[:60])

    @verb
    def bounce(self, status: str, error: str = "") -> None:
        """The letter was taken and came back."""
        self._lock_ticket()
        sent = Delivery.objects.filter(pk=self.pk, state__in=[DeliveryState.SENT, DeliveryState.SENDING])
        came = {"reason": status[:60], "error": error[:2000], "failed_at": clock.now()}
        if sent.update(state=DeliveryState.BOUNCED, **came):
            self._owe("bounced")
            self._record("delivery.bounced", status=status[:40])

    @verb
    def withdraw(self) -> None:
        """The message was taken back before it left."""
        self._leave(DeliveryState.WITHDRAWN)

    @verb
    def try_again(self, *, by: Person) -> None:
        """Send it after all. Raises Stale if it is on its way."""
        rights.require(by, rights.REPLY)
        stuck = Delivery.objects.filter(pk=self.pk, state__in=STUCK)
        again = {"attempts": 0, "next_try_at": clock.now(), "failed_at": None, "reason": "", "error": ""}
        if not stuck.update(state=DeliveryState.QUEUED, **again):
            raise Stale("delivery.moving", _("This letter is on its way already."))
        self._record("delivery.tried_again", by=by)
        self.refresh_from_db()
        self.send_later()

    @verb
    def hurry(self) -> None:
        """What it waited for is over: the next attempt is now. Its job comes earlier, too."""
        waits = Delivery.objects.filter(pk=self.pk, state=DeliveryState.QUEUED, attempts__gt=0)
        if waits.update(next_try_at=clock.now()):
            self.send_later()

    @verb
    def redirect(self, identity: Identity, *, by: Person) -> Delivery:
        """Send the message to another address of the same person instead. Raises Refused, Stale."""
        rights.require(by, rights.REPLY)
        if self.message is None or self.recipient_id != identity.person_id:
            raise Refused("delivery.foreign", _("This address belongs to somebody else."))
        if identity.kind != self.channel:
            raise Refused("delivery.channel", _("This channel does not lead there."))
        if not Delivery.objects.filter(pk=self.pk, state__in=STUCK).update(state=DeliveryState.WITHDRAWN):
            raise Stale("delivery.moving", _("This letter is on its way already."))
        known = {"recipient": identity.person, "is_copy": self.is_copy, "created_at": clock.now()}
        known |= {"identity_id": identity.pk, "next_try_at": clock.now()}
        instead, is_new = Delivery.objects.get_or_create(
            message=self.message, channel=self.channel, address=identity.value, defaults=known
        )
        if is_new:
            instead.send_later()
        elif instead.state in [*STUCK, DeliveryState.WITHDRAWN.value]:
            Delivery.objects.filter(pk=instead.pk).update(state=DeliveryState.FAILED)
            instead.try_again(by=by)
        self._record("delivery.redirected", by=by, to=instead.pk)
        return instead

    def send_later(self) -> None:
        """Let a job send it when it is due."""
        from otklik.channels.delivering import deliver, deliver_at_once
        from otklik.kernel import jobs

        due = reading.value("SELECT next_try_at FROM channels_delivery WHERE id = %s::bigint", [self.pk])
        key = f"delivery-{self.pk}"
        jobs.later(deliver if self.message_id else deliver_at_once, at=due, lock=key, unique=key, delivery_id=self.pk)

    def _leave(self, state: DeliveryState, **values: object) -> bool:
        """Move on from a state in which it was still to be sent."""
        moved = Delivery.objects.unfinished().filter(pk=self.pk).update(state=state, **values)
        if moved:
            self.refresh_from_db()
        return bool(moved)

    def _lock_ticket(self) -> None:
        """Requests are locked before anything that belongs to them (F13)."""
        if self.message is not None:
            self.message.ticket.locked()

    def _is_owed_for(self) -> bool:
        """Whether a reply is owed in its request, and no other letter to the customer is lost there."""
        if self.message is None or self.is_copy or not _is_owing(self.message.ticket_id):
            return False
        ticket = self.message.ticket_id
        lost = Delivery.objects.filter(message__ticket=ticket, is_copy=False, state__in=STUCK)
        return not lost.exclude(pk=self.pk).exists()

    def _owe(self, reason: str) -> None:
        if self.message is not None and not self.is_copy:
            self.message.ticket.owe_for(reason, message=self.message_id, delivery=self.pk)

    def _record(self, code: str, *, by: Person | None = None, **data: Any) -> None:
        ticket = self.message.ticket if self.message else None
        events.record(code, by=by, noun=self, ticket_id=ticket.pk if ticket else None, message=self.message_id, **data)
        if ticket is not None:
            live.touch(f"ticket-{ticket.number}", "deliveries", to=["staff"])


def _is_owing(ticket: int) -> bool:
    return Ticket.objects.filter(pk=ticket, reply_owed_since__isnull=False).exists()
