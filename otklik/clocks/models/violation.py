from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.clocks.models.norm import Norm
from otklik.kernel import clock
from otklik.people import levels, rights
from otklik.people.models import Level, Line, Person
from otklik.tickets.models import Status, Ticket


class ViolationQuerySet(models.QuerySet["Violation"]):
    """The vocabulary of violations."""

    def visible_to(self, person: Person | None) -> ViolationQuerySet:
        """One's own; a lead sees the team's (R25)."""
        if person is None or not person.is_authenticated or not person.is_staff_member:
            return self.none()
        seen = self.filter(ticket__in=Ticket.objects.visible_to(person))
        if person.may(rights.ASSIGN_OTHERS):
            return seen
        return seen.filter(Q(pk__in=Share.objects.filter(holder=person).values("violation")))

    def standing(self) -> ViolationQuerySet:
        """Those that hold: neither taken back by the history nor by a closing that leaves no trace (R8)."""
        return self.filter(withdrawn_at__isnull=True)

    def at_fault(self) -> ViolationQuerySet:
        """Those that nobody has excused."""
        return self.standing().exclude(pk__in=Excuse.objects.standing().values("violation"))

    def excused(self) -> ViolationQuerySet:
        """Those that somebody has excused."""
        return self.standing().filter(pk__in=Excuse.objects.standing().values("violation"))

    def charged(self, whose: ShareQuerySet | None = None) -> ViolationQuerySet:
        """Not excused, and among these shares is one that is not of the first two levels (R21); None: among all."""
        return self.at_fault().filter(_charged(whose))

    def uncharged(self, whose: ShareQuerySet | None = None) -> ViolationQuerySet:
        """The others: excused, or of the first two levels only."""
        return self.standing().filter(uncharged(whose))

    def objected(self) -> ViolationQuerySet:
        """Those that somebody did not agree with, answered or not."""
        return self.standing().filter(pk__in=Objection.objects.values("violation"))

    def awaiting_answer(self) -> ViolationQuerySet:
        """Those with an objection that no lead has answered."""
        return self.standing().filter(pk__in=Objection.objects.open().values("violation"))

    def held_by(self, holder: int | None) -> ViolationQuerySet:
        """Those of whose time this person held a share; None: the shift of a line."""
        return self.filter(pk__in=Share.objects.of(holder).values("violation"))

    def reached(self, since: datetime, until: datetime) -> ViolationQuerySet:
        """Those whose present degree was reached in the period, its end not included."""
        return self.filter(reached_at__gte=since, reached_at__lt=until)

    def during(self, since: datetime, until: datetime) -> ViolationQuerySet:
        """Those whose counted time, from where it began to the last degree, has something of the period."""
        return self.filter(began_at__lt=until, reached_at__gt=since)


class Violation(models.Model):
    """A norm was broken: one row for one stretch of our time, whose degree rises and never doubles (R23, R24).

    `first_at` is when degree I was reached, `reached_at` when the present one; `status`, `line` and `norm` are of then.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="violations")
    began_at = models.DateTimeField()
    degree = models.PositiveSmallIntegerField()
    first_at = models.DateTimeField()
    reached_at = models.DateTimeField()
    status = models.ForeignKey(Status, on_delete=models.PROTECT, null=True, related_name="+")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, null=True, related_name="+")
    norm = models.ForeignKey(Norm, on_delete=models.PROTECT, related_name="violations")
    withdrawn_at = models.DateTimeField(null=True)

    objects = ViolationQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "began_at"], name="violation_once")]
        indexes = [models.Index(fields=["-reached_at", "-id"], name="violation_newest")]


class ShareQuerySet(models.QuerySet["Share"]):
    """The vocabulary of shares."""

    def of(self, holder: int | None) -> ShareQuerySet:
        """This person's; None: the shift's of a line."""
        return self.filter(holder__isnull=True) if holder is None else self.filter(holder=holder)

    def charged(self) -> ShareQuerySet:
        """Not those of people of the first two levels (R21)."""
        return self.filter(Q(level__isnull=True) | Q(level__gte=levels.CHARGED))


class Share(models.Model):
    """How much of a broken norm's time somebody held; nobody means the line's shift (R23).

    `level` is the lowest at which they held some of it; None: the shift's, or from before levels were noted.
    """

    violation = models.ForeignKey(Violation, on_delete=models.CASCADE, related_name="shares")
    holder = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    time = models.DurationField()
    level = models.PositiveSmallIntegerField(choices=Level.choices, null=True)

    objects = ShareQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["violation", "holder"], name="share_once", nulls_distinct=False)]
        indexes = [models.Index(fields=["holder", "violation"], name="share_holder")]

    @property
    def is_charged(self) -> bool:
        """Not of the first two levels."""
        return self.level is None or self.level >= levels.CHARGED


def uncharged(whose: ShareQuerySet | None = None) -> Q:
    """Of a violation: excused, or none of these shares is charged; asked of each, whatever the history is like."""
    return Q(Exists(Excuse.objects.standing().filter(violation=OuterRef("pk")))) | ~Q(_charged(whose))


def _charged(whose: ShareQuerySet | None) -> Exists:
    shares = Share.objects.all() if whose is None else whose
    return Exists(shares.charged().filter(violation=OuterRef("pk")))


class Fault(models.TextChoices):
    """Why a violation is nobody's fault (R25)."""

    DECISION = "decision", _("decided by the lead")
    OUTAGE = "outage", pgettext_lazy("excuse", "outage")
    OVERLOAD = "overload", pgettext_lazy("excuse", "overload")
    DOWNTIME = "downtime", _("the system did not work")


class ExcuseQuerySet(models.QuerySet["Excuse"]):
    """The vocabulary of excuses."""

    def standing(self) -> ExcuseQuerySet:
        """Those that were not taken back."""
        return self.filter(withdrawn_at__isnull=True)


class Excuse(models.Model):
    """A lead does not charge a violation, and says why; taking it back leaves the row (D4)."""

    violation = models.ForeignKey(Violation, on_delete=models.CASCADE, related_name="excuses")
    fault = models.CharField(max_length=10, choices=Fault.choices, default=Fault.DECISION)
    reason = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True)

    objects = ExcuseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["violation"], condition=Q(withdrawn_at__isnull=True), name="excuse_one")
        ]
        indexes = [models.Index(fields=["at", "by"], name="excuse_given")]


class ObjectionQuerySet(models.QuerySet["Objection"]):
    """The vocabulary of objections."""

    def open(self) -> ObjectionQuerySet:
        """Those that no lead has answered, where the violation still stands."""
        return self.filter(answered_at__isnull=True, violation__withdrawn_at__isnull=True)


class Objection(models.Model):
    """A person does not agree; a lead answers: by an excuse, or by saying why it stays (R25)."""

    violation = models.ForeignKey(Violation, on_delete=models.CASCADE, related_name="objections")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    text = models.TextField()
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["violation", "by"], name="objection_once")]
        indexes = [models.Index(fields=["violation"], name="objection_open", condition=Q(answered_at__isnull=True))]
