from __future__ import annotations

from django.db import models

from otklik.kernel import clock, reading
from otklik.people.models import Identity, Line, Organization, Person
from otklik.tickets.kinds import OPEN, Closing, Kind, Turn, WorkType
from otklik.tickets.models.accepting import Accepting
from otklik.tickets.models.closing import ClosingCapability
from otklik.tickets.models.confirming import Confirming
from otklik.tickets.models.conversing import Conversing
from otklik.tickets.models.developing import Developing
from otklik.tickets.models.goal import Understanding
from otklik.tickets.models.moving import Moving
from otklik.tickets.models.offering import Offering
from otklik.tickets.models.participating import Participating
from otklik.tickets.models.pointing import Pointing
from otklik.tickets.models.protecting import Protecting
from otklik.tickets.models.queries import TicketQuerySet
from otklik.tickets.models.solving import Solving
from otklik.tickets.models.sorting import Category, Tag
from otklik.tickets.models.status import Status
from otklik.tickets.models.tagging import Tagging
from otklik.tickets.models.undoing import Undoing
from otklik.tickets.models.waiting import Waiting

_open = models.Q(kind__in=[kind.value for kind in OPEN])
_closed = models.Q(kind=Kind.CLOSED.value)
_TURNS = (Turn.OURS, Turn.CUSTOMER, Turn.OTHER, Turn.NOBODY)
GROUPS = ("unaccepted", *(turn.value for turn in _TURNS), "closed")
"""Whose turn it is, in the order of lists; together they are everything. `Ticket.group` is a place among them."""
_group = models.Case(
    models.When(kind=Kind.CLOSED, then=models.Value(GROUPS.index("closed"))),
    models.When(responsible__isnull=True, then=models.Value(0)),
    *(models.When(turn=turn, then=models.Value(place)) for place, turn in enumerate(_TURNS, 1)),
    output_field=models.SmallIntegerField(),
)
_paid = models.Case(
    models.When(reply_owed_since__isnull=False, then=models.Value(0)),
    default=models.Value(1),
    output_field=models.SmallIntegerField(),
)
_GUESTS = (
    "SELECT array_agg(person_id) FROM tickets_participant"
    " WHERE ticket_id = %s::bigint AND part = 'customer' AND left_at IS NULL"
)
HOT = ("group", "-urgency", "paid", "turn_since", "id")
"""The order of lists: by group, critical ones first, then those that owe a reply, then the oldest turn."""


class Urgency(models.IntegerChoices):
    """How far a request has moved up; money buys none of it (A10)."""

    USUAL = 0
    RAISED = 1
    CRITICAL = 2


class Ticket(
    Accepting,
    Offering,
    Conversing,
    Confirming,
    Solving,
    Pointing,
    Waiting,
    Developing,
    ClosingCapability,
    Participating,
    Tagging,
    Undoing,
    Protecting,
    Understanding,
    Moving,
    models.Model,
):
    """A request (*обращение*): what one customer asked, whose turn it is, and who is responsible."""

    number = models.BigIntegerField(unique=True, editable=False)
    subject = models.CharField(max_length=255)
    customer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="requests")
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="requests"
    )
    reply_to = models.ForeignKey(Identity, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    channel = models.CharField(max_length=20)
    language = models.CharField(max_length=2, blank=True)
    is_private = models.BooleanField(default=False)

    status = models.ForeignKey(Status, on_delete=models.PROTECT, related_name="tickets")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    turn = models.CharField(max_length=10, choices=Turn.choices)
    reply_owed_since = models.DateTimeField(null=True, blank=True)
    turn_since = models.DateTimeField()
    status_since = models.DateTimeField()
    next_word_by = models.DateTimeField(null=True, blank=True)
    wake_at = models.DateTimeField(null=True, blank=True)

    line = models.ForeignKey(Line, on_delete=models.PROTECT, null=True, blank=True, related_name="tickets")
    responsible = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="responsibilities"
    )
    nominee = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    nominated_at = models.DateTimeField(null=True, blank=True)
    offered_to = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    offered_until = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)

    category = models.ForeignKey(Category, on_delete=models.SET_NULL, null=True, blank=True, related_name="tickets")
    tags = models.ManyToManyField(Tag, through="TicketTag", related_name="tickets")
    urgency = models.PositiveSmallIntegerField(choices=Urgency.choices, default=Urgency.USUAL)
    work_type = models.CharField(max_length=20, choices=WorkType.choices, blank=True)
    fields = models.JSONField(default=dict, blank=True)

    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closing_kind = models.CharField(max_length=20, choices=Closing.choices, blank=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    points = models.PositiveSmallIntegerField(default=0, editable=False)
    last_message = models.ForeignKey("Message", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    last_public_message = models.ForeignKey(
        "Message", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    customer_saw_at = models.DateTimeField(null=True, blank=True)

    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    continues = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="continuations")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="absorbed")

    group = models.GeneratedField(expression=_group, output_field=models.SmallIntegerField(), db_persist=True)
    paid = models.GeneratedField(expression=_paid, output_field=models.SmallIntegerField(), db_persist=True)

    objects = TicketQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-changed_at", "-id"], name="ticket_open_changed", condition=_open),
            models.Index(fields=HOT, name="ticket_hot", condition=_open),
            models.Index(fields=["group", "-changed_at", "-id"], name="ticket_new", condition=_open),
            models.Index(fields=["turn", *HOT], name="ticket_turn", condition=_open),
            models.Index(
                fields=HOT,
                name="ticket_unaccepted",
                condition=_open & models.Q(responsible__isnull=True),
            ),
            models.Index(fields=["responsible", *HOT], name="ticket_mine", condition=_open),
            models.Index(fields=["line", *HOT], name="ticket_line", condition=_open),
            models.Index(fields=["kind", *HOT], name="ticket_kind", condition=_open),
            models.Index(
                fields=["nominated_at"], name="ticket_nominated", condition=models.Q(nominee__isnull=False) & _open
            ),
            models.Index(fields=["wake_at"], name="ticket_wake", condition=models.Q(wake_at__isnull=False)),
            models.Index(
                fields=["next_word_by", "id"], name="ticket_promise", condition=models.Q(next_word_by__isnull=False)
            ),
            models.Index(fields=["customer", "-changed_at", "-id"], name="ticket_customer"),
            models.Index(fields=["organization", "-changed_at", "-id"], name="ticket_organization"),
            models.Index(fields=["-changed_at", "-id"], name="ticket_changed"),
            models.Index(fields=["-changed_at", "-id"], name="ticket_closed_changed", condition=_closed),
        ]

    @property
    def is_open(self) -> bool:
        """Somebody, or something, may still move it."""
        return self.kind != Kind.CLOSED

    @property
    def is_accepted(self) -> bool:
        """Somebody is responsible (B3)."""
        return self.responsible_id is not None

    @property
    def live_name(self) -> str:
        """What pages that show this request listen to (F2)."""
        return f"ticket-{self.number}"

    def customer_topics(self) -> list[str]:
        """Who of the customer's side may hear that something changed; nobody of what we asked each other (R3)."""
        if self.parent_id is not None:
            return []
        company = [f"organization-{self.organization_id}"] if self.organization_id and not self.is_private else []
        guests = reading.value(_GUESTS, [self.pk]) or ()
        return [f"person-{self.customer_id}", *company, *(f"person-{guest}" for guest in guests)]

    def saw(self) -> None:
        """Remember when the customer last looked."""
        type(self).objects.filter(pk=self.pk).update(customer_saw_at=clock.now())
