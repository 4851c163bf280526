from __future__ import annotations

from datetime import timedelta

from django.db import models

from otklik.clocks.models.deadline import DeadlineKind
from otklik.clocks.models.norm import PROMISED, Counting
from otklik.kernel.translated import TranslatedField
from otklik.people.models import Line, Organization, Person
from otklik.tickets.kinds import WorkType
from otklik.tickets.models import Category, Ticket
from otklik.tickets.models.ticket import Urgency


class Promise(models.Model):
    """What is promised to customers, and to which requests (D1): the first in order that fits a request holds.

    An empty condition fits every request. `is_contract`: a contract says so; otherwise we only try (R30). `substance`
    is for the first answer that is more than a holding message (R4); `update` is how long a customer hears nothing
    while developers have the request (R5).
    """

    name = TranslatedField(default=dict)
    order = models.PositiveSmallIntegerField(default=0)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    category = models.ForeignKey(Category, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    line = models.ForeignKey(Line, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    channel = models.CharField(max_length=20, blank=True)
    work_type = models.CharField(max_length=20, choices=WorkType.choices, blank=True)
    urgency = models.PositiveSmallIntegerField(choices=Urgency.choices, null=True, blank=True)
    counting = models.CharField(max_length=10, choices=PROMISED, default=Counting.BUSINESS)
    first_reply = models.DurationField(null=True, blank=True)
    next_reply = models.DurationField(null=True, blank=True)
    solution = models.DurationField(null=True, blank=True)
    substance = models.DurationField(null=True, blank=True)
    update = models.DurationField(null=True, blank=True)
    is_contract = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["order", "id"]

    def fits(self, ticket: Ticket) -> bool:
        """Whether every condition is true of the request."""
        conditions = (
            (self.organization_id, ticket.organization_id),
            (self.category_id, ticket.category_id),
            (self.line_id, ticket.line_id),
            (self.channel or None, ticket.channel),
            (self.work_type or None, ticket.work_type),
            (self.urgency, ticket.urgency),
        )
        return all(wanted is None or wanted == actual for wanted, actual in conditions)

    def limit(self, kind: str) -> timedelta | None:
        """How long, for a kind of clock."""
        limits = {
            DeadlineKind.FIRST_REPLY: self.first_reply,
            DeadlineKind.NEXT_REPLY: self.next_reply,
            DeadlineKind.SOLUTION: self.solution,
            DeadlineKind.SUBSTANCE: self.substance,
            DeadlineKind.UPDATE: self.update,
        }
        return limits.get(DeadlineKind(kind))


class Breach(models.Model):
    """A promise that was not kept: once for each time that it was given.

    `promise` is the policy; None where a person gave their word (R4): then `person` is who did.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="breaches")
    promise = models.ForeignKey(Promise, on_delete=models.PROTECT, null=True, related_name="breaches")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=12, choices=DeadlineKind.choices)
    began_at = models.DateTimeField()
    broken_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "kind", "began_at"], name="breach_once")]
        indexes = [models.Index(fields=["-broken_at", "-id"], name="breach_newest")]
