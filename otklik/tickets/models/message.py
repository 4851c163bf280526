from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import F, Q

from otklik.kernel import clock
from otklik.kernel.events import Side
from otklik.people.models import Membership, Person
from otklik.tickets.kinds import PUBLIC, End, MessageKind
from otklik.tickets.models.queries import sees_every_request

_PUBLIC = Q(kind__in=[kind.value for kind in PUBLIC], withdrawn_at__isnull=True)


class MessageQuerySet(models.QuerySet["Message"]):
    """The vocabulary of messages."""

    def public(self) -> MessageQuerySet:
        """What both sides may read."""
        return self.filter(_PUBLIC)

    def visible_to(self, person: Person | None) -> MessageQuerySet:
        """Staff read everything but the private notes of a customer's company; customers never read ours (B4,
        principle 4).
        """
        from otklik.tickets.models.ticket import Ticket

        if person is None or not person.is_authenticated:
            return self.none()
        if sees_every_request(person):
            return self.exclude(kind=MessageKind.PRIVATE)
        tickets = Ticket.objects.visible_to(person)
        if person.is_staff_member:
            return self.filter(ticket__in=tickets).exclude(kind=MessageKind.PRIVATE)
        said = _PUBLIC & (Q(visible_at__lte=clock.now()) | Q(author=person))
        companies = Membership.objects.current().filter(person=person).values("organization")
        private = Q(kind=MessageKind.PRIVATE, ticket__organization__in=companies, withdrawn_at__isnull=True)
        return self.filter(said | private, ticket__in=tickets).exclude(self._before_their_time(person))

    @staticmethod
    def _before_their_time(person: Person) -> Q:
        from otklik.tickets.models.participant import Participant

        late = Participant.objects.filter(
            person=person,
            ticket=models.OuterRef("ticket"),
            sees_from__isnull=False,
            sees_from__gt=models.OuterRef("created_at"),
        )
        return Q(models.Exists(late)) & ~Q(author=person) & ~Q(ticket__customer=person)

    def in_order(self) -> MessageQuerySet:
        """As they were said."""
        return self.order_by("created_at", "id")


class Message(models.Model):
    """What somebody said in a request: a letter, a reply, a note, the record of a call."""

    ticket = models.ForeignKey("Ticket", on_delete=models.PROTECT, related_name="messages")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="said")
    side = models.CharField(max_length=10, choices=Side.choices)
    kind = models.CharField(max_length=10, choices=MessageKind.choices)
    body = models.TextField(blank=True)
    full_text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    sanitiser_version = models.PositiveSmallIntegerField(default=0)
    channel = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=2, blank=True)
    end = models.CharField(max_length=10, choices=End.choices, blank=True)
    is_thanks = models.BooleanField(default=False)
    is_flagged = models.BooleanField(default=False)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    visible_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    before = models.JSONField(null=True, blank=True)
    notified = models.ManyToManyField(Person, through="Notification", related_name="told_by")

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["ticket", "created_at", "id"], name="message_thread")]
        constraints = [
            models.CheckConstraint(condition=Q(visible_at__gte=F("created_at")), name="message_visible_after")
        ]

    @property
    def is_public(self) -> bool:
        """Both sides may read it."""
        return self.kind in PUBLIC and self.withdrawn_at is None

    @property
    def is_pending(self) -> bool:
        """It can still be taken back: the customer has not seen it."""
        return self.withdrawn_at is None and self.visible_at > clock.now()

    def undo_window(self) -> timedelta:
        """How long its author could take it back."""
        return self.visible_at - self.created_at


class Notification(models.Model):
    """Exactly this person was chosen to be told of the message (B4); `is_mention` if the text names them."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="notifications")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    is_mention = models.BooleanField(default=False)
    is_copy = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "person"], name="notified_once")]
