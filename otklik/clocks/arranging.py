"""Calendars as people arrange them (D5): a week, dates that differ, a zone, and whose calendar it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from otklik.clocks import keeping, recounting
from otklik.clocks.freezing import Country, Day, DayKind
from otklik.clocks.models import Calendar, CalendarDay, CalendarLine, CalendarOrganization, Period
from otklik.clocks.models.calendar import END_OF_DAY, WEEKDAYS
from otklik.kernel import audit, clock
from otklik.kernel.translated import Translated
from otklik.kernel.verbs import Refused, verb
from otklik.people import rights
from otklik.people.models import Line, Organization, Person

Week = Sequence[Sequence[tuple[int, int]]]


@verb
def add_calendar(name: Mapping[str, str], *, time_zone: str, week: Week, country: str = "", by: Person) -> Calendar:
    """Add a calendar with the holidays of its country. Raises Refused("calendar.…") as `check_week`."""
    rights.require(by, rights.MANAGE_TICKETS)
    check_week(week)
    calendar = Calendar.objects.create(name=name, time_zone=_zone(time_zone), country=_country(country))
    _write_week(calendar, week)
    since, until = keeping.window()
    keeping.add_holidays(calendar, range(since.year, until.year))
    keeping.rebuild(calendar)
    audit.changed("calendar.added", by=by, noun=calendar, after=_state(calendar))
    return calendar


@verb
def change_calendar(calendar: Calendar, name: Mapping[str, str], *, time_zone: str, week: Week, by: Person) -> None:
    """Rename it, move it to another zone, give it other hours. Raises Refused("calendar.…") as `check_week`."""
    rights.require(by, rights.MANAGE_TICKETS)
    check_week(week)
    before = _state(calendar)
    calendar.name, calendar.time_zone = Translated.of(name), _zone(time_zone)
    calendar.save(update_fields=["name", "time_zone"])
    _write_week(calendar, week)
    _rebuild(calendar, by)
    audit.changed("calendar.changed", by=by, noun=calendar, before=before, after=_state(calendar))


@verb
def set_day(calendar: Calendar, day: Day, *, by: Person) -> CalendarDay:
    """Say what is different about a date; a row that came from the package becomes the person's."""
    rights.require(by, rights.MANAGE_TICKETS)
    _check_day(day)
    _refuse_past(calendar, day.date)
    before = _days(calendar, day.date)
    row, _made = CalendarDay.objects.update_or_create(
        calendar=calendar,
        date=day.date,
        defaults={
            "kind": day.kind,
            "name": day.name,
            "like": day.like,
            "shorter_by": day.shorter_by,
            "shut_from": day.shut and day.shut[0],
            "shut_until": day.shut and day.shut[1],
            "source": "",
            "edited_by": by,
        },
    )
    _rebuild(calendar, by)
    audit.changed("calendar.changed", by=by, noun=calendar, before=before, after=_days(calendar, day.date))
    return row


@verb
def remove_day(day: CalendarDay, *, by: Person) -> None:
    """Let the date be as its weekday."""
    rights.require(by, rights.MANAGE_TICKETS)
    calendar, on = day.calendar, day.date
    _refuse_past(calendar, on)
    before = _days(calendar, on)
    day.delete()
    _rebuild(calendar, by)
    audit.changed("calendar.changed", by=by, noun=calendar, before=before, after=_days(calendar, on))


@verb
def freeze_years(calendar: Calendar, years: Iterable[int], *, by: Person) -> int:
    """Add what the package knows of these years and nobody has entered; how many dates were added."""
    rights.require(by, rights.MANAGE_TICKETS)
    years = sorted(set(years))
    added = keeping.add_holidays(calendar, years)
    _rebuild(calendar, by)
    audit.changed("calendar.frozen", by=by, noun=calendar, after={"days": len(added)}, years=years, days=len(added))
    return len(added)


@verb
def use_for(
    calendar: Calendar, *, lines: Iterable[Line] = (), organizations: Iterable[Organization] = (), by: Person
) -> None:
    """Let exactly these lines and companies go by the calendar, each has one at most; open clocks follow."""
    rights.require(by, rights.MANAGE_TICKETS)
    before = _uses(calendar)
    calendar.of_lines.all().delete()
    calendar.of_organizations.all().delete()
    for line in lines:
        CalendarLine.objects.update_or_create(line=line, defaults={"calendar": calendar})
    for organization in organizations:
        CalendarOrganization.objects.update_or_create(organization=organization, defaults={"calendar": calendar})
    if (after := _uses(calendar)) != before:
        recounting.begin(calendar, by=by)
    audit.changed("calendar.changed", by=by, noun=calendar, before=before, after=after)


@verb
def prefer_calendar(calendar: Calendar, *, by: Person) -> None:
    """Let it hold where nothing else is said; open clocks follow."""
    rights.require(by, rights.MANAGE_TICKETS)
    before = {"is_default": calendar.is_default}
    Calendar.objects.filter(is_default=True).exclude(pk=calendar.pk).update(is_default=False)
    calendar.is_default = True
    calendar.save(update_fields=["is_default"])
    recounting.begin(calendar, by=by)
    audit.changed("calendar.changed", by=by, noun=calendar, before=before, after={"is_default": True})


def _rebuild(calendar: Calendar, by: Person) -> None:
    """Unroll it anew, and let open clocks follow."""
    try:
        keeping.rebuild(calendar)
    except keeping.UnknownZone:
        raise Refused("calendar.zone", _("This machine knows no such time zone."), name="time_zone") from None
    recounting.begin(calendar, by=by)


def check_week(week: Week) -> None:
    """Seven days of periods in order. Raises Refused: "calendar.period", "calendar.overlap", "calendar.closed"."""
    if len(week) != WEEKDAYS:
        raise Refused("calendar.period", _("A week has seven days."))
    for periods in week:
        if any(not 0 <= start < end <= END_OF_DAY for start, end in periods):
            raise Refused("calendar.period", _("A period begins before it ends, within one day."))
        if any(later[0] < earlier[1] for earlier, later in pairwise(sorted(periods))):
            raise Refused("calendar.overlap", _("Two periods of a day overlap."))
    if not any(week):
        raise Refused("calendar.closed", _("A calendar without open hours would stop every clock: add a period."))


def _check_day(day: Day) -> None:
    if day.kind == DayKind.SHORT and not day.shorter_by:
        raise Refused("calendar.short", _("Say by how many minutes the day is shorter."), name="shorter_by")
    if day.shut is None:
        return
    if day.kind != DayKind.OFF:
        raise Refused("calendar.shut", _("Only a day off is closed for some of its hours."), name="shut")
    if not 0 <= day.shut[0] < day.shut[1] <= END_OF_DAY:
        raise Refused("calendar.period", _("A period begins before it ends, within one day."), name="shut")


def _refuse_past(calendar: Calendar, day: date) -> None:
    """Clocks have counted it; who was late by a mistake of the calendar is excused instead."""
    try:
        here = keeping.zone(calendar.time_zone)
    except keeping.UnknownZone:
        return  # said where the calendar is unrolled
    if day < clock.now().astimezone(here).date():
        said = _("This day has passed and its time is counted. Excuse the violations that it broke unfairly.")
        raise Refused("calendar.past", said, name="date")


def _zone(name: str) -> str:
    try:
        keeping.zone(name)
    except keeping.UnknownZone:
        raise Refused("calendar.zone", _("This machine knows no such time zone.")) from None
    return name


def _country(code: str) -> str:
    if code and code not in Country.values:
        raise Refused("calendar.country", _("The holidays of this country are not known."))
    return code


def _write_week(calendar: Calendar, week: Week) -> None:
    calendar.periods.all().delete()
    Period.objects.bulk_create(
        [
            Period(calendar=calendar, weekday=day, starts=start, ends=end)
            for day, periods in enumerate(week)
            for start, end in sorted(periods)
        ]
    )


def _state(calendar: Calendar) -> dict[str, Any]:
    week = [[list(period) for period in periods] for periods in calendar.week()]
    return {"name": dict(calendar.name), "time_zone": calendar.time_zone, "country": calendar.country, "week": week}


def _days(calendar: Calendar, on: date) -> dict[str, Any]:
    row = calendar.days.filter(date=on).values("kind", "like", "shorter_by", "shut_from", "shut_until").first()
    return {"date": on.isoformat(), "day": row}


def _uses(calendar: Calendar) -> dict[str, Any]:
    organizations = calendar.of_organizations.values_list("organization", flat=True)
    return {
        "lines": sorted(calendar.of_lines.values_list("line", flat=True)),
        "organizations": sorted(organizations),
    }
