from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.conduct.selves import behind
from otklik.people import rights
from otklik.people.models import Person
from otklik.tickets.models import Message, Ticket


class Kind(models.TextChoices):
    """The steps, in their order (C10)."""

    CALM = "calm", _("calm reply")
    WARNING = "warning", pgettext_lazy("conduct", "warning")
    LEAD = "lead", _("a lead took over")
    LIMIT = "limit", _("e-mail only")
    REFUSAL = "refusal", _("service refused")


ORDER = tuple(Kind)
OF_LEADS = (Kind.LEAD, Kind.LIMIT, Kind.REFUSAL)
"""Only a lead takes these."""
ONCE = OF_LEADS
"""One of them stands at a time; calm replies and warnings may be repeated."""


class MeasureQuerySet(models.QuerySet["Measure"]):
    """The vocabulary of steps."""

    def visible_to(self, person: Person | None) -> MeasureQuerySet:
        """Staff with the right; no customer, whatever their company role."""
        if person is None or not person.is_authenticated or not person.may(rights.SEE_CONDUCT):
            return self.none()
        return self

    def of(self, person: Person | models.OuterRef) -> MeasureQuerySet:
        """About the person and the records that became theirs."""
        return self.filter(behind(person))

    def standing(self) -> MeasureQuerySet:
        """Not lifted."""
        return self.filter(lifted_at__isnull=True)

    def limiting(self, at: datetime) -> MeasureQuerySet:
        """By which somebody may write by e-mail only at that instant: a limit that runs, or a refusal."""
        running = Q(kind=Kind.LIMIT, until__gt=at)
        return self.standing().filter(running | Q(kind=Kind.REFUSAL))

    def last_of_each(self) -> MeasureQuerySet:
        """Of those that stand, the last for each person."""
        later = Measure.objects.standing().filter(person=OuterRef("person"))
        newer = later.filter(Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk")))
        return self.standing().exclude(Exists(newer))

    def newest_first(self) -> MeasureQuerySet:
        """The last one first."""
        return self.order_by("-at", "-id")


class Measure(models.Model):
    """One step: towards whom, on which request, by whom, why, with what evidence, and whether it was lifted.

    `message` is what the customer was told. `skips`: a lead took it although steps before it had not been taken.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="measures")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    why = models.TextField(blank=True)
    rule = models.CharField(max_length=200, blank=True)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, related_name="+")
    evidence = models.ManyToManyField(Message, through="Evidence", related_name="+")
    skips = models.BooleanField(default=False)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    lifted_why = models.CharField(max_length=500, blank=True)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-at", "-id"], name="measure_newest"),
            models.Index(fields=["person"], name="measure_standing", condition=Q(lifted_at__isnull=True)),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(kind="limit") | Q(until__isnull=False), name="measure_limit_ends"),
            models.CheckConstraint(condition=~Q(kind="refusal") | ~Q(rule=""), name="measure_refusal_rule"),
        ]


class Evidence(models.Model):
    """A message that a step was taken for."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="proofs")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["measure", "message"], name="evidence_once")]
