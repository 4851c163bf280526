from __future__ import annotations

from django.db import models

from otklik.kernel import clock
from otklik.people.models import Person
from otklik.tickets.models import Ticket


class DraftedQuerySet(models.QuerySet["Drafted"]):
    """The vocabulary of drafts that were asked for."""

    def visible_to(self, person: Person | None) -> DraftedQuerySet:
        """One's own, in requests that one sees."""
        if person is None or not person.is_authenticated:
            return self.none()
        return self.filter(person=person, ticket__in=Ticket.objects.visible_to(person))


class Drafted(models.Model):
    """A draft of a reply that somebody asked the assistant for.

    `sources` are [title, path] of the articles it was given; `code` says why there is none.
    """

    class State(models.TextChoices):
        ASKED = "asked", "asked"
        WRITING = "writing", "writing"
        READY = "ready", "ready"
        FAILED = "failed", "failed"

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=clock.now, db_index=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    code = models.CharField(max_length=20, blank=True)
    text = models.TextField(blank=True)
    sources = models.JSONField(default=list)

    objects = DraftedQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
