from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from otklik import live
from otklik.kernel import audit, clock, events
from otklik.kernel.files import StoredFile
from otklik.kernel.updating import update
from otklik.kernel.verbs import Stale, verb
from otklik.people import rights
from otklik.people.models import Person
from otklik.tickets.models import Message, Ticket

if TYPE_CHECKING:
    from otklik.channels.email.models import Mailbox

ATTEMPTS = 3
"""How often reading one letter may fail, or take the worker with it, before somebody must look."""


class InboundState(models.TextChoices):
    """What became of something that came in."""

    WAITING = "waiting", _("its author has not said who they are")
    RECEIVED = "received", _("has come, not read yet")
    PROCESSED = "processed", _("in a request")
    PARKED = "parked", _("waits for a decision")
    COPY = "copy", _("came by another mailbox as well")
    DROPPED = "dropped", _("put aside")


DISCARDED = "discarded"
"""Why something was put aside by a person."""
_LOCK = "SELECT 1 FROM channels_inbound WHERE id = %s::bigint AND state = %s::text FOR UPDATE"
_BEGIN = (
    "UPDATE channels_inbound SET attempts = attempts + 1"
    " WHERE id = %s::bigint AND state = %s::text AND attempts < %s::int RETURNING attempts"
)
UNSETTLED = models.Q(state__in=[InboundState.RECEIVED.value, InboundState.PARKED.value])


class InboundQuerySet(models.QuerySet["Inbound"]):
    """The vocabulary of what came in."""

    def visible_to(self, person: Person | None) -> InboundQuerySet:
        """Raw letters may hold anybody's words: those who answer for channels see them (F8)."""
        if person is None or not person.is_authenticated or not person.may(rights.MANAGE_CHANNELS):
            return self.none()
        return self

    def parked(self) -> InboundQuerySet:
        """What could not be made a request."""
        return self.filter(state=InboundState.PARKED)

    def discarded(self) -> InboundQuerySet:
        """What a person has put aside, and may take back."""
        return self.filter(state=InboundState.DROPPED, reason=DISCARDED)

    def unread(self) -> InboundQuerySet:
        """Stored, and not worked on yet."""
        return self.filter(state=InboundState.RECEIVED)


class Inbound(models.Model):
    """Something that came in, stored raw before anything else happened to it (principle 1, F10).

    `dedupe_key` is computed by the channel. The raw letter is a stored file; what a form says is in `content`.
    `peer`, `helo`: the server that brought it to our door, where no server of our own stands between (RFC 7208).
    """

    channel = models.CharField(max_length=20)
    dedupe_key = models.CharField(max_length=140)
    mailbox: models.ForeignKey[Mailbox | None] = models.ForeignKey(
        "channels.Mailbox", on_delete=models.PROTECT, null=True, related_name="inbound"
    )
    state = models.CharField(max_length=10, choices=InboundState.choices, default=InboundState.RECEIVED)
    reason = models.CharField(max_length=60, blank=True)
    error = models.TextField(blank=True)
    sender = models.CharField(max_length=320, blank=True)
    subject = models.CharField(max_length=255, blank=True)
    letter_id = models.CharField(max_length=500, blank=True)
    peer = models.GenericIPAddressField(null=True)
    helo = models.CharField(max_length=255, blank=True)
    raw = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    content = models.JSONField(null=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, null=True, related_name="inbound")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, related_name="inbound")
    copy_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="copies")
    attempts = models.PositiveSmallIntegerField(default=0)
    received_at = models.DateTimeField(db_index=True)
    settled_at = models.DateTimeField(null=True)

    objects = InboundQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "dedupe_key"], name="inbound_once")]
        indexes = [
            models.Index(fields=["letter_id"], name="inbound_unread", condition=models.Q(state="received")),
            models.Index(
                fields=["state", "received_at"],
                name="inbound_unsettled",
                condition=models.Q(state__in=["received", "parked"]),
            ),
            models.Index(fields=["received_at"], name="inbound_aside", condition=models.Q(state="dropped")),
        ]

    def octets(self) -> bytes:
        """The raw letter. Raises FileNotFoundError."""
        if self.raw is None:
            return b""
        with self.raw.open() as file:
            return file.read()

    def locked(self) -> Inbound | None:
        """This very object, its row locked, if it still waits to be read."""
        with connection.cursor() as cursor:
            cursor.execute(_LOCK, [self.pk, InboundState.RECEIVED])
            return self if cursor.fetchone() else None

    def begin(self) -> bool:
        """Count one more attempt and commit it, before it is made; False if it is not to be made."""
        with connection.cursor() as cursor:
            cursor.execute(_BEGIN, [self.pk, InboundState.RECEIVED, ATTEMPTS])
            if tried := cursor.fetchone():
                self.attempts = tried[0]
                return True
        if Inbound.objects.unread().filter(pk=self.pk).exists():
            self.park("gave_up")
        return False

    def settle(self, state: InboundState, *, reason: str = "", message: Message | None = None) -> None:
        """Say what became of it; inside the verb that made it so."""
        self.state, self.reason, self.message = state, reason[:60], message
        self.ticket = message.ticket if message else self.ticket
        self.settled_at = clock.now()
        update(self, "state", "reason", "message", "ticket", "settled_at")
        ticket_id = message.ticket_id if message else None
        if state == InboundState.PROCESSED:
            events.record(
                "letter.processed", by=None, noun=self, ticket_id=ticket_id, message=message.pk if message else None
            )
        elif state == InboundState.DROPPED:
            events.record("letter.dropped", by=None, noun=self, reason=reason)

    @verb
    def park(self, reason: str, error: str = "") -> None:
        """Put it where a person decides; nothing of it is lost."""
        parked = Inbound.objects.unread().filter(pk=self.pk)
        if parked.update(state=InboundState.PARKED, reason=reason[:60], error=error[-4000:], settled_at=clock.now()):
            events.record("letter.parked", by=None, noun=self, reason=reason[:60])
            live.touch("letters", to=["staff"])

    @verb
    def try_again(self, *, by: Person | None) -> None:
        """Read it once more. Raises Stale if somebody was faster."""
        from otklik.channels.receiving import process_later

        rights_needed(by)
        put_aside = Inbound.objects.filter(pk=self.pk, state__in=[InboundState.PARKED, InboundState.DROPPED])
        if not put_aside.update(state=InboundState.RECEIVED, reason="", error="", attempts=0, settled_at=None):
            raise Stale("inbound.settled", _("This letter has been dealt with already."))
        audit.changed("letter.tried_again", by=by, noun=self, before={"reason": self.reason})
        process_later(self.pk)
        self.recount()

    @verb
    def discard(self, *, by: Person) -> None:
        """Nothing is to come of a parked letter; it is kept, and can be taken back. Raises Stale."""
        rights_needed(by)
        parked = Inbound.objects.parked().filter(pk=self.pk)
        if not parked.update(state=InboundState.DROPPED, reason=DISCARDED, settled_at=clock.now()):
            raise Stale("inbound.settled", _("This letter has been dealt with already."))
        audit.changed("letter.discarded", by=by, noun=self, before={"reason": self.reason}, reason=self.reason)
        self.recount()

    @verb
    def take_back(self, *, by: Person) -> None:
        """Let a discarded letter wait for a decision again. Raises Stale."""
        rights_needed(by)
        discarded = Inbound.objects.filter(pk=self.pk, state=InboundState.DROPPED, reason=DISCARDED)
        if not discarded.update(state=InboundState.PARKED):
            raise Stale("inbound.settled", _("This letter has been dealt with already."))
        audit.changed("letter.taken_back", by=by, noun=self)
        self.recount()

    def recount(self) -> None:
        """Let its day be counted anew, and lists of letters be fetched anew."""
        from otklik.channels.ledger import count_day_later

        count_day_later(self.received_at)
        live.touch("letters", to=["staff"])


def rights_needed(by: Person | None) -> None:
    """Only those who answer for channels decide; None is the system."""
    if by is not None:
        rights.require(by, rights.MANAGE_CHANNELS)
