"""Calendars: working hours, holidays and transferred days, and who goes by which (D5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from otklik.clocks import arranging
from otklik.clocks.freezing import DayKind, transfers_known_until
from otklik.clocks.models import Calendar, CalendarDay, CalendarLine
from otklik.kernel import clock
from otklik.manage import recounts
from otklik.manage.forms.calendars import WEEKDAYS, CalendarForm, DayForm, NewCalendarForm, YearForm, known_of
from otklik.manage.forms.filling import done, posted
from otklik.manage.forms.hours import shown_periods
from otklik.manage.scopes import Visit, room, to
from otklik.manage.shell import PLAIN, page
from otklik.people import rights
from otklik.ui.formats import Words


@dataclass(frozen=True, slots=True)
class Row:
    """A calendar in the list."""

    calendar: Calendar
    hours: str
    lines: str


@dataclass(frozen=True, slots=True)
class Differs:
    """A date in the list of dates."""

    pk: int
    date: str
    weekday: str
    kind: str
    name: str
    hours: str


@require_safe
@room(rights.MANAGE_TICKETS)
def index(request: Visit) -> HttpResponse:
    """All calendars."""
    lines = CalendarLine.objects.select_related("line").order_by("line__order", "line")
    found = Calendar.objects.prefetch_related("periods", Prefetch("of_lines", queryset=lines))
    rows = [Row(one, _week(one), ", ".join(str(use.line.name) for use in one.of_lines.all())) for one in found]
    values = {"rows": rows, "recount": recounts.last("calendar", request.user)}
    return page(request, "manage/calendars/index.html", values, here="calendars", history=("calendar", ""))


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.MANAGE_TICKETS)
def new(request: Visit) -> HttpResponse:
    """One more."""
    form = posted(request, NewCalendarForm, reader=request.user)
    back = (reverse("manage:calendars"), pgettext("settings", "Calendars"))
    shown = {"form": form, "title": _("New calendar"), "button": pgettext("button", "Add"), "room": back}
    if "try" in request.POST:
        shown["recount"] = recounts.trial(form, lambda data: _add(request, form), request.user)
        return page(request, "manage/calendars/new.html", {**PLAIN, **shown}, here="calendars")
    if done(form, lambda data: _add(request, form)):
        return to("calendars")
    return page(request, "manage/calendars/new.html", {**PLAIN, "recount": None, **shown}, here="calendars")


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.MANAGE_TICKETS)
def show(request: Visit, pk: int) -> HttpResponse:
    """Its week and zone, and the dates of a year that differ."""
    calendar = get_object_or_404(Calendar, pk=pk)
    form = posted(request, CalendarForm, reader=request.user, initial=known_of(calendar))
    if "try" in request.POST:
        moved = recounts.trial(form, lambda data: _change(request, Calendar.objects.get(pk=pk), form), request.user)
        return _show(request, calendar, form, recount=moved)
    if done(form, lambda data: _change(request, calendar, form)):
        messages.success(request, _("Saved."))
        return to("calendar", pk)
    return _show(request, calendar, form)


@require_POST
@room(rights.MANAGE_TICKETS)
def set_day(request: Visit, pk: int) -> HttpResponse:
    """Say what a date is."""
    calendar = get_object_or_404(Calendar, pk=pk)
    form = posted(request, DayForm)
    known = CalendarForm(reader=request.user, initial=known_of(calendar))
    act = lambda data: arranging.set_day(Calendar.objects.get(pk=pk), form.day(), by=request.user)  # noqa: E731
    if "try" in request.POST:
        return _show(request, calendar, known, day=form, moved_by_day=recounts.trial(form, act, request.user))
    if done(form, act):
        return _back(pk, form.cleaned_data["date"].year)
    return _show(request, calendar, known, day=form)


@require_POST
@room(rights.MANAGE_TICKETS)
def remove_day(request: Visit, pk: int, day: int) -> HttpResponse:
    """Let a date be as its weekday."""
    row = get_object_or_404(CalendarDay.objects.select_related("calendar"), pk=day, calendar=pk)
    year = row.date.year
    arranging.remove_day(row, by=request.user)
    return _back(pk, year)


@require_POST
@room(rights.MANAGE_TICKETS)
def freeze(request: Visit, pk: int) -> HttpResponse:
    """Copy the holidays of a year into the calendar."""
    calendar = get_object_or_404(Calendar, pk=pk)
    form = posted(request, YearForm)
    if not form.is_valid():
        return _show(request, calendar, CalendarForm(reader=request.user, initial=known_of(calendar)), year=form)
    year = form.cleaned_data["year"]
    count = arranging.freeze_years(calendar, [year], by=request.user)
    messages.success(request, ngettext("%(count)s date added.", "%(count)s dates added.", count) % {"count": count})
    return _back(pk, year)


@require_POST
@room(rights.MANAGE_TICKETS)
def prefer(request: Visit, pk: int) -> HttpResponse:
    """It holds where nothing else is said."""
    arranging.prefer_calendar(get_object_or_404(Calendar, pk=pk), by=request.user)
    return to("calendar", pk)


@transaction.atomic
def _add(request: Visit, form: NewCalendarForm) -> None:
    data = form.cleaned_data
    about = {"time_zone": data["time_zone"], "country": data["country"]}
    calendar = arranging.add_calendar(data["name"], week=form.week, by=request.user, **about)
    _use(request, calendar, form)


@transaction.atomic
def _change(request: Visit, calendar: Calendar, form: CalendarForm) -> None:
    data = form.cleaned_data
    arranging.change_calendar(calendar, data["name"], time_zone=data["time_zone"], week=form.week, by=request.user)
    _use(request, calendar, form)


def _use(request: Visit, calendar: Calendar, form: CalendarForm) -> None:
    data = form.cleaned_data
    arranging.use_for(calendar, lines=data["lines"], organizations=data["organizations"], by=request.user)


def _show(request: Visit, calendar: Calendar, form: CalendarForm, **more: Any) -> HttpResponse:
    year = _year(request)
    day, copied = more.get("day") or DayForm(), more.get("year") or YearForm(initial={"year": year + 1})
    values = {
        "calendar": calendar,
        "form": form,
        "day": day,
        "year": copied,
        "shown_year": year,
        "years": range(year - 1, year + 2),
        "dates": _dates(request, calendar, year),
        "known_until": transfers_known_until(calendar.country),
        "recount": None if request.method == "POST" else recounts.last("calendar", request.user, calendar.pk),
        "moved_by_day": None,
        **{name: value for name, value in more.items() if name in ("recount", "moved_by_day")},
    }
    wrong = any(bool(one.errors) for one in (form, day, copied))
    history = ("calendar", calendar.pk)
    status = 422 if wrong else 200
    return page(request, "manage/calendars/show.html", values, here="calendars", history=history, status=status)


def _dates(request: Visit, calendar: Calendar, year: int) -> list[Differs]:
    words, week = Words(request.user), calendar.week()
    return [
        Differs(
            row.pk,
            words.day(row.date),
            str(WEEKDAYS[row.date.weekday()]),
            str(DayKind(row.kind).label),
            row.name,
            shown_periods(row.hours(week)) or "—",
        )
        for row in calendar.days.filter(date__year=year)
    ]


def _week(calendar: Calendar) -> str:
    """«Понедельник–пятница 9:00–13:00, 14:00–18:00», or as many days as differ."""
    groups: list[tuple[int, int, str]] = []
    for number, periods in enumerate(calendar.week()):
        text = shown_periods(periods)
        if groups and groups[-1][2] == text:
            groups[-1] = (groups[-1][0], number, text)
        elif text:
            groups.append((number, number, text))
    return "; ".join(f"{_span(first, last)} {text}" for first, last, text in groups if text)


def _span(first: int, last: int) -> str:
    return str(WEEKDAYS[first]) if first == last else f"{WEEKDAYS[first]}–{str(WEEKDAYS[last]).lower()}"


def _year(request: Visit) -> int:
    asked = request.GET.get("year", "")
    return int(asked) if len(asked) == 4 and asked.isdecimal() and asked.isascii() else clock.now().year


def _back(pk: int, year: int) -> HttpResponse:
    return HttpResponse(status=303, headers={"Location": f"{reverse('manage:calendar', args=[pk])}?year={year}#dates"})
