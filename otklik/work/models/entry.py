from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import Q, Sum

from otklik.kernel import clock
from otklik.people import rights
from otklik.people.models import Organization, Person
from otklik.tickets.kinds import WorkType
from otklik.tickets.models import Ticket

EDITABLE = timedelta(days=1)
"""How long one's own entry can be changed; later it is corrected by a counter-entry."""


class EntryQuerySet(models.QuerySet["Entry"]):
    """The vocabulary of logged time."""

    def visible_to(self, person: Person | None) -> EntryQuerySet:
        """One's own; a lead sees everybody's."""
        if person is None or not person.is_authenticated or not person.is_staff_member:
            return self.none()
        return self if person.may(rights.ASSIGN_OTHERS) else self.filter(person=person)

    def of(self, ticket: Ticket) -> EntryQuerySet:
        """Of a request and of those that were merged into it."""
        return self.filter(Q(ticket=ticket) | Q(ticket__merged_into=ticket))

    def minutes(self) -> int:
        """How many they are together."""
        return int(self.aggregate(total=Sum("minutes"))["total"] or 0)


class Entry(models.Model):
    """Minutes that a person spent on a request, with a word (C9). Nothing is deleted.

    `organization`, `customer` and `work_type` are as they were then, so that a month that was accounted for stays as it
    is. A counter-entry has negative minutes and names what it `corrects`; `by` is who wrote it down.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="time_entries")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, related_name="+")
    customer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    minutes = models.IntegerField()
    word = models.CharField(max_length=200)
    work_type = models.CharField(max_length=20, choices=WorkType.choices, blank=True)
    is_billable = models.BooleanField(default=False)
    at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="corrected_by")

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gt=0, corrects__isnull=True) | Q(minutes__lt=0, corrects__isnull=False),
                name="entry_sign",
            )
        ]
        indexes = [
            models.Index(fields=["day", "organization", "customer"], name="entry_day"),
            models.Index(fields=["organization", "day", "id"], name="entry_organization"),
            models.Index(fields=["customer", "day", "id"], name="entry_customer"),
        ]

    @property
    def is_editable(self) -> bool:
        """Still young enough to be changed in place."""
        return self.corrects_id is None and clock.now() < self.at + EDITABLE

    @property
    def is_corrected(self) -> bool:
        """A counter-entry stands against it."""
        return Entry.objects.filter(corrects=self).exists()
