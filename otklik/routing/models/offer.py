from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.people.models import Line, Person
from otklik.tickets.models import Ticket


class Stage(models.TextChoices):
    """Where the search for somebody stands."""

    WAITING = "waiting", _("waits for somebody free")
    OFFERED = "offered", _("offered to one person")
    OPEN = "open", _("open to everybody")


class Why(models.TextChoices):
    """Why nobody was found."""

    NOBODY_ON_SHIFT = "nobody_on_shift", _("nobody of the line is on shift")
    NOBODY_FREE = "nobody_free", _("everybody has a full hand")
    NOBODY_FITS = "nobody_fits", _("nobody on shift has the skills")
    NOBODY_TOOK = "nobody_took", _("nobody of those asked accepted it")


class Placement(models.Model):
    """The search for somebody to take an unaccepted request of an automatic line; gone once somebody has it.

    `due_at` is when it is looked at again: the next try, the end of an offer, when the lead is to hear of it; None:
    nothing more happens by itself. `urgency` and `since` repeat the request's, so that the queue is one index.
    """

    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, primary_key=True, related_name="placement")
    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="placements")
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.WAITING)
    why = models.CharField(max_length=20, choices=Why.choices, blank=True)
    urgency = models.PositiveSmallIntegerField(default=0)
    since = models.DateTimeField()
    began_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(
                fields=["line", "-urgency", "since", "ticket"], name="placement_queue", condition=Q(stage=Stage.WAITING)
            ),
            models.Index(
                fields=["due_at"], name="placement_due", condition=Q(due_at__isnull=False) & ~Q(stage=Stage.WAITING)
            ),
            models.Index(fields=["line", "why"], name="placement_open", condition=Q(stage=Stage.OPEN)),
        ]


class Outcome(models.TextChoices):
    """How an offer ended."""

    ACCEPTED = "accepted", pgettext_lazy("offer", "accepted")
    PASSED = "passed", pgettext_lazy("offer", "passed on")
    LATE = "late", pgettext_lazy("offer", "not answered in time")
    RETURNED = "returned", pgettext_lazy("offer", "the person went")
    TAKEN = "taken", pgettext_lazy("offer", "somebody else took it")
    MOOT = "moot", pgettext_lazy("offer", "not needed any more")


class OfferQuerySet(models.QuerySet["Offer"]):
    """The vocabulary of offers."""

    def open(self) -> OfferQuerySet:
        """Those that stand now."""
        return self.filter(ended_at__isnull=True)

    def visible_to(self, person: Person | None) -> OfferQuerySet:
        """Of requests that the person may see."""
        return self.filter(ticket__in=Ticket.objects.visible_to(person))


class Offer(models.Model):
    """A request was held out to one person; `judged` says why to whom, as it was at that instant (C1).

    `judged` is {"chosen": [[person, score, nominee, last, free, fair, skill], …], "left": [[person, reason], …],
    "more": how many were not kept}, the best first.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="offers")
    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="+")
    to = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="offers")
    offered_at = models.DateTimeField()
    until = models.DateTimeField()
    weight = models.PositiveIntegerField()
    judged = models.JSONField(default=dict)
    ended_at = models.DateTimeField(null=True)
    ended_how = models.CharField(max_length=10, choices=Outcome.choices, blank=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket"], condition=Q(ended_at__isnull=True), name="offer_one")]
        indexes = [
            models.Index(fields=["until"], name="offer_until", condition=Q(ended_at__isnull=True)),
            models.Index(fields=["to"], name="offer_open", condition=Q(ended_at__isnull=True)),
            models.Index(fields=["to", "-ended_at"], name="offer_ended"),
            models.Index(fields=["ticket", "-offered_at"], name="offer_ticket"),
        ]


class Given(models.Model):
    """What came to a person on a day, by hand or by itself: how fair the day was (C1).

    `points` are hundredths of a usual request; the day is the company's.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="given")
    day = models.DateField()
    points = models.PositiveIntegerField(default=0)
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "day"], name="given_once")]
