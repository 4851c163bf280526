from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.people import rights
from otklik.people.models import Person
from otklik.problems.models.problem import Problem
from otklik.tickets.models import Ticket


class Verdict(models.TextChoices):
    """What people said of a suspicion."""

    OPEN = "open", pgettext_lazy("suspicion", "not decided")
    CONFIRMED = "confirmed", _("a common problem")
    DIFFERENT = "different", _("different things")
    LAPSED = "lapsed", _("nobody wrote any more")


class SuspicionQuerySet(models.QuerySet["Suspicion"]):
    """The vocabulary of suspicions."""

    def visible_to(self, person: Person | None) -> SuspicionQuerySet:
        """Those who see all requests: a suspicion names requests of many people."""
        if person is None or not person.is_authenticated or not person.may(rights.SEE_ALL):
            return self.none()
        return self

    def open(self) -> SuspicionQuerySet:
        """Nobody has decided yet."""
        return self.filter(verdict=Verdict.OPEN)

    def loud(self, people: int) -> SuspicionQuerySet:
        """Those that the desk says aloud; two people are marked quietly (R28). Silent once all are in a problem."""
        from otklik.problems.models.joining import Joining

        inside = Joining.objects.current().filter(ticket=OuterRef("ticket"))
        waits = Suspect.objects.filter(~Exists(inside), suspicion=OuterRef("pk"))
        return self.open().filter(Exists(waits), people__gte=people, is_rare=True, problem__isnull=True)


class Suspicion(models.Model):
    """Requests of different people that look alike (C4). With `problem`, one that looks like a known problem.

    `is_rare` says that so many alike hardly come by chance; `words` are those that they share.
    """

    found_at = models.DateTimeField()
    grown_at = models.DateTimeField()
    first_at = models.DateTimeField()
    people = models.PositiveSmallIntegerField(default=0)
    is_rare = models.BooleanField(default=True)
    words = models.CharField(max_length=200, blank=True)
    verdict = models.CharField(max_length=10, choices=Verdict.choices, default=Verdict.OPEN)
    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, null=True, related_name="suspicions")
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    tickets = models.ManyToManyField(Ticket, through="Suspect", related_name="suspicions")

    objects = SuspicionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-people", "-grown_at"], name="suspicion_open", condition=Q(verdict="open"))]


class Suspect(models.Model):
    """A request of a suspicion: how alike it is to the others, in percent, and in which words."""

    suspicion = models.ForeignKey(Suspicion, on_delete=models.CASCADE, related_name="suspects")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="suspects")
    likeness = models.PositiveSmallIntegerField(default=0)
    words = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["suspicion", "ticket"], name="suspect_once")]
