from __future__ import annotations

from django.db import models
from django.db.models import Q

from otklik.people.models import Person
from otklik.tickets.kinds import Kind
from otklik.tickets.models import Ticket


class ReliefQuerySet(models.QuerySet["Relief"]):
    """The vocabulary of requests that agents passed on to leads."""

    def standing(self) -> ReliefQuerySet:
        """The request is the leads' until one of them gives it back to the line."""
        return self.filter(ended_at__isnull=True)

    def open(self) -> ReliefQuerySet:
        """Standing, and not closed yet."""
        return self.standing().exclude(ticket__kind=Kind.CLOSED)

    def waiting(self) -> ReliefQuerySet:
        """Nobody has taken it yet."""
        return self.open().filter(ticket__responsible__isnull=True)

    def visible_to(self, person: Person | None) -> ReliefQuerySet:
        """Of requests that the person may see."""
        return self.filter(ticket__in=Ticket.objects.visible_to(person))


class Relief(models.Model):
    """An agent passed a request on to the leads, without a word of why (C10).

    `to` is the lead who got it at once; None: no lead was on shift, and it waits on the leads' list.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="reliefs")
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    to = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = ReliefQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(ended_at__isnull=True), name="relief_one")
        ]
        indexes = [
            models.Index(fields=["-at", "-id"], name="relief_open", condition=Q(ended_at__isnull=True)),
            models.Index(fields=["to", "at"], name="relief_fair", condition=Q(to__isnull=False)),
            models.Index(fields=["ticket", "by"], name="relief_forgiven"),
        ]
