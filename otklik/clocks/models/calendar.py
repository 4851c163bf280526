from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import models
from django.db.models import Q

from otklik.clocks.freezing import Country, DayKind
from otklik.kernel.translated import TranslatedField
from otklik.people.models import Line, Organization, Person

WEEKDAYS = 7
END_OF_DAY = 24 * 60

Week = Sequence[Sequence[tuple[int, int]]]
"""Seven lists of (start, end) in minutes after midnight, from Monday."""


def without(periods: Sequence[tuple[int, int]], since: int, until: int) -> list[tuple[int, int]]:
    """The periods less what lies between two minutes. Pure."""
    cut = [piece for start, end in periods for piece in ((start, min(end, since)), (max(start, until), end))]
    return [(start, end) for start, end in cut if start < end]


class CalendarQuerySet(models.QuerySet["Calendar"]):
    """The vocabulary of calendars."""

    def usual(self) -> Calendar | None:
        """The one that holds where nothing else is said; None before the first seed."""
        return self.filter(is_default=True).first()


class Calendar(models.Model):
    """When somebody works: a week, dates that differ, and a time zone (D5).

    `opens_since` and `opens_until` bound the unrolled intervals; `version` grows whenever they are made anew.
    """

    name = TranslatedField(default=dict)
    time_zone = models.CharField(max_length=50)
    country = models.CharField(max_length=2, choices=Country.choices, blank=True)
    is_default = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=0)
    opens_since = models.DateField(null=True)
    opens_until = models.DateField(null=True)

    objects = CalendarQuerySet.as_manager()

    class Meta:
        ordering = ["-is_default", "id"]
        constraints = [
            models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="calendar_default")
        ]

    def week(self) -> list[list[tuple[int, int]]]:
        """Seven lists of (start, end) in minutes after midnight, from Monday."""
        days: list[list[tuple[int, int]]] = [[] for _ in range(WEEKDAYS)]
        for period in self.periods.all():
            days[period.weekday].append((period.starts, period.ends))
        return days

    def different(self, week: Week | None = None) -> dict[date, Sequence[tuple[int, int]]]:
        """The hours of the dates that differ from the week: the calendar's own, or somebody's."""
        week = self.week() if week is None else week
        return {day.date: day.hours(week) for day in self.days.all()}


class Period(models.Model):
    """Open hours of a weekday, in minutes after midnight; a day with lunch has two."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="periods")
    weekday = models.PositiveSmallIntegerField()
    starts = models.PositiveSmallIntegerField()
    ends = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["weekday", "starts"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weekday__lt=WEEKDAYS, starts__lt=models.F("ends"), ends__lte=END_OF_DAY), name="period_sane"
            )
        ]


class CalendarDay(models.Model):
    """A date that differs from the week: frozen from the package `holidays`, or entered by a person.

    A day off that is closed for some hours only has them in `shut_from` and `shut_until`, minutes after midnight.
    """

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="days")
    date = models.DateField()
    kind = models.CharField(max_length=10, choices=DayKind.choices)
    name = models.CharField(max_length=120, blank=True)
    like = models.PositiveSmallIntegerField(null=True, blank=True)
    shorter_by = models.PositiveSmallIntegerField(default=0)
    shut_from = models.PositiveSmallIntegerField(null=True, blank=True)
    shut_until = models.PositiveSmallIntegerField(null=True, blank=True)
    source = models.CharField(max_length=40, blank=True)
    edited_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(fields=["calendar", "date"], name="calendar_day"),
            models.CheckConstraint(
                condition=Q(shut_from__isnull=True, shut_until__isnull=True)
                | Q(kind=DayKind.OFF, shut_from__lt=models.F("shut_until"), shut_until__lte=END_OF_DAY),
                name="calendar_day_shut",
            ),
        ]

    @property
    def shut(self) -> tuple[int, int] | None:
        """The hours for which it is closed, in minutes after midnight; None: no such hours, or the whole day."""
        return None if self.shut_from is None or self.shut_until is None else (self.shut_from, self.shut_until)

    def hours(self, week: Sequence[Sequence[tuple[int, int]]]) -> list[tuple[int, int]]:
        """(start, end) in minutes after midnight: those of the weekday it is like, less what it is shorter by."""
        if self.kind in (DayKind.HOLIDAY, DayKind.OFF) and self.shut is None:
            return []
        usual = list(week[self.date.weekday() if self.like is None else self.like])
        if self.shut is not None:
            return without(usual, *self.shut)
        cut = self.shorter_by
        while usual and cut:
            start, end = usual.pop()
            if end - start > cut:
                usual.append((start, end - cut))
            cut = max(0, cut - (end - start))
        return usual


class Opening(models.Model):
    """An unrolled open interval; `before` is the open time before it in microseconds (prefix sum)."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="openings")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    before = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["calendar", "starts_at"], name="opening_start"),
            models.UniqueConstraint(fields=["calendar", "before"], name="opening_before"),
        ]


class CalendarLine(models.Model):
    """The calendar by which a line works."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="of_lines")
    line = models.OneToOneField(Line, on_delete=models.CASCADE, related_name="works_by")


class CalendarOrganization(models.Model):
    """The calendar by which a client company is served."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="of_organizations")
    organization = models.OneToOneField(Organization, on_delete=models.CASCADE, related_name="served_by")
