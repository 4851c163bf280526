from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from otklik.people.models import Person
from otklik.tickets.models import Ticket


class DeedQuerySet(models.QuerySet["Deed"]):
    """The vocabulary of deeds."""

    def visible_to(self, person: Person | None) -> DeedQuerySet:
        """Those of requests that the person sees."""
        if person is None or not person.is_authenticated or not person.is_staff_member:
            return self.none()
        return self.filter(ticket__in=Ticket.objects.visible_to(person).values("pk"))

    def waiting(self) -> DeedQuerySet:
        """On their way."""
        return self.filter(state=Deed.State.WAITING)


class Deed(models.Model):
    """Something that was ordered in the company's system through the card (C2), done once: `key` is sent with it.

    `said` is what the system answered; `attempts` counts how often it was asked.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("deed", "on its way")
        DONE = "done", pgettext_lazy("deed", "done")
        REFUSED = "refused", pgettext_lazy("deed", "refused")
        UNKNOWN = "unknown", pgettext_lazy("deed", "not known whether it was done")

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="deeds")
    customer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    key = models.UUIDField(unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    said = models.CharField(max_length=500, blank=True)
    error = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    objects = DeedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "code"], name="deed_waiting", condition=Q(state="waiting"))
        ]
        indexes = [models.Index(fields=["ticket", "-id"], name="deed_ticket")]
