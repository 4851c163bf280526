from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.kernel.translated import TranslatedField
from otklik.people import rights
from otklik.people.models import Person
from otklik.tickets.models import Ticket
from otklik.tickets.models.ticket import Urgency


class State(models.TextChoices):
    """How far a problem is."""

    OPEN = "open", pgettext_lazy("problem", "open")
    PROPOSED = "proposed", _("solution proposed")
    CLOSED = "closed", pgettext_lazy("problem", "closed")


class ProblemQuerySet(models.QuerySet["Problem"]):
    """The vocabulary of problems."""

    def visible_to(self, person: Person | None) -> ProblemQuerySet:
        """Staff who see all requests see all problems; others those of the requests that they see. Customers none."""
        from otklik.problems.models.joining import Joining

        if person is None or not person.is_authenticated or not person.may(rights.DESK):
            return self.none()
        if person.may(rights.SEE_ALL):
            return self
        theirs = Ticket.objects.visible_to(person).values("pk")
        return self.filter(pk__in=Joining.objects.standing().filter(ticket__in=theirs).values("problem"))

    def open(self) -> ProblemQuerySet:
        """Not closed."""
        return self.exclude(state=State.CLOSED)


class Problem(models.Model):
    """The same thing from different people (C4): their requests, its owner, what they are told.

    `public` is what whoever is about to write of it may read; nothing else of it is ever shown to customers.
    """

    title = models.CharField(max_length=200)
    public = TranslatedField(default=dict, blank=True)
    severity = models.PositiveSmallIntegerField(choices=Urgency.choices, default=Urgency.RAISED)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="problems")
    founded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    founded_at = models.DateTimeField()
    noticed_at = models.DateTimeField()
    state_since = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    task_key = models.CharField(max_length=100, blank=True)
    task_url = models.URLField(max_length=500, blank=True)

    objects = ProblemQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-founded_at", "-id"], name="problem_open", condition=~Q(state="closed")),
            models.Index(fields=["-founded_at", "-id"], name="problem_all"),
        ]

    @property
    def number(self) -> int:
        """How people call it."""
        return int(self.pk)

    @property
    def is_open(self) -> bool:
        """Requests may join it."""
        return self.state != State.CLOSED
