from __future__ import annotations

from django.db import models
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.kernel import clock
from otklik.people.models import Organization, Person
from otklik.tickets.models import Message, Ticket


class Currency(models.TextChoices):
    """What sums are in (ISO 4217)."""

    RUB = "RUB", pgettext_lazy("currency", "roubles")
    UAH = "UAH", pgettext_lazy("currency", "hryvnias")
    BYN = "BYN", _("Belarusian roubles")
    KZT = "KZT", pgettext_lazy("currency", "tenges")
    USD = "USD", _("US dollars")
    EUR = "EUR", pgettext_lazy("currency", "euros")


class State(models.TextChoices):
    """How far an estimate is (R15)."""

    DRAFT = "draft", pgettext_lazy("estimate", "draft")
    SENT = "sent", pgettext_lazy("estimate", "waits for approval")
    APPROVED = "approved", pgettext_lazy("estimate", "approved")
    DECLINED = "declined", pgettext_lazy("estimate", "declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("estimate", "withdrawn")


OPEN = (State.DRAFT, State.SENT)


class EstimateQuerySet(models.QuerySet["Estimate"]):
    """The vocabulary of estimates."""

    def of(self, ticket: Ticket) -> EstimateQuerySet:
        """Of a request and of those that were merged into it, the newest first."""
        return self.filter(Q(ticket=ticket) | Q(ticket__merged_into=ticket)).order_by("-at", "-pk")

    def open(self) -> EstimateQuerySet:
        """Neither decided nor withdrawn."""
        return self.filter(state__in=OPEN)

    def public(self) -> EstimateQuerySet:
        """What the customer may read: sent, and its message cannot be taken back any more."""
        return self.exclude(state=State.DRAFT).filter(message__visible_at__lte=clock.now())


class Estimate(models.Model):
    """What implementation will cost: a sum and what is done for it, approved by the customer's head (R15).

    `amount` is in hundredths of the currency. `asked_at` is when the heads got their letters.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="estimates")
    number = models.PositiveSmallIntegerField()
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, related_name="+")
    customer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3, choices=Currency.choices)
    what = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    why = models.TextField(blank=True)

    objects = EstimateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "number"], name="estimate_number"),
            models.UniqueConstraint(fields=["ticket"], condition=Q(state__in=OPEN), name="estimate_open"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="estimate_positive"),
        ]
        indexes = [
            models.Index(fields=["organization", "decided_at"], name="estimate_organization"),
            models.Index(fields=["customer", "decided_at"], name="estimate_customer"),
        ]


class ChargeQuerySet(models.QuerySet["Charge"]):
    """The vocabulary of what is billed."""

    def of(self, ticket: Ticket) -> ChargeQuerySet:
        """Of a request and of those that were merged into it."""
        return self.filter(Q(ticket=ticket) | Q(ticket__merged_into=ticket))

    def total(self) -> int:
        """Hundredths in all."""
        return int(self.aggregate(total=Sum("amount"))["total"] or 0)


class Charge(models.Model):
    """Work that was billed, in hundredths; one that `corrects` another has its sum with a minus. Nothing is deleted."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="charges")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, related_name="+")
    customer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3, choices=Currency.choices)
    what = models.CharField(max_length=200)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    day = models.DateField()
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="corrected_by")

    objects = ChargeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, corrects__isnull=True) | Q(amount__lt=0, corrects__isnull=False),
                name="charge_sign",
            )
        ]
        indexes = [
            models.Index(fields=["day", "organization", "customer"], name="charge_day"),
            models.Index(fields=["organization", "day", "id"], name="charge_organization"),
            models.Index(fields=["customer", "day", "id"], name="charge_customer"),
        ]
