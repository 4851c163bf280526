from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import Q

from otklik.people.models import Person

WEEKDAYS = 7
END_OF_DAY = 24 * 60

Week = list[list[tuple[int, int]]]
"""Seven lists of (start, end) in minutes after midnight, from Monday."""


class WorkPeriod(models.Model):
    """When a person works on a weekday, in minutes after midnight of their own time zone; a night has two rows."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="work_periods")
    weekday = models.PositiveSmallIntegerField()
    starts = models.PositiveSmallIntegerField()
    ends = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["person", "weekday", "starts"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weekday__lt=WEEKDAYS, starts__lt=models.F("ends"), ends__lte=END_OF_DAY),
                name="work_period_sane",
            ),
            models.UniqueConstraint(fields=["person", "weekday", "starts"], name="work_period_once"),
        ]


class WorkWeek(models.Model):
    """The hours of a person from an instant on, in the zone of then; rows are never changed, a newer one takes over.

    What clocks counted once they count so again (decision 0028). Seven empty days: from then on nothing is known.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="work_weeks")
    since = models.DateTimeField()
    time_zone = models.CharField(max_length=50)
    week = models.JSONField()

    class Meta:
        ordering = ["since", "id"]
        indexes = [models.Index(fields=["person", "since"], name="work_week_person")]


class Ceiling(models.Model):
    """How many open requests in our turn a person carries before they are warned (R20)."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="ceiling")
    most = models.PositiveSmallIntegerField()


def week_of(person: Person) -> Week:
    """The person's usual hours."""
    return weeks([person.pk])[person.pk]


def weeks(people: Iterable[int]) -> dict[int, Week]:
    """The usual hours of several people, in one query."""
    found: dict[int, Week] = {pk: [[] for _ in range(WEEKDAYS)] for pk in people}
    for one in WorkPeriod.objects.filter(person__in=list(found)):
        found[one.person_id][one.weekday].append((one.starts, one.ends))
    return found
