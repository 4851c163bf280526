"""One's own shift: the switch, the hours, the past days, absences."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from otklik.desk import crews, handing, shell, shift
from otklik.desk.scopes import Visit, at_desk, back, returning
from otklik.desk.shift_forms import AbsenceForm, WeekForm
from otklik.kernel.verbs import Refused
from otklik.people import rights
from otklik.people.models import Person
from otklik.routing import away, hours, shifts
from otklik.routing.models import Absence
from otklik.ui.formats import Words


@require_safe
@at_desk
def show(request: Visit) -> HttpResponse:
    """Where I am, when I work, what was."""
    return _mine(request, AbsenceForm(person=request.user))


@require_POST
@at_desk
def set_state(request: Visit) -> HttpResponse:
    """Begin, change, end; «Я ещё здесь» takes up again a shift that ended by itself.

    Who ends it with something in hand hands that over first, or says that they leave it to the lead (R17).
    """
    is_leaving = request.POST.get("state") == shift.OFF and request.POST.get("sure") != "1"
    if is_leaving and request.user.may(rights.MOVE) and shifts.not_handed_over(request.user):
        return back(request, reverse("desk:handing"))
    _set(request.user, request.POST.get("state", ""), by=request.user)
    after = reverse("desk:shift")
    return back(request, after if request.POST.get("sure") else returning(request, after))


@require_POST
@at_desk
def set_state_of(request: Visit, pk: int) -> HttpResponse:
    """A lead does the same for somebody who forgot to."""
    _set(colleague(request, pk), request.POST.get("state", ""), by=request.user)
    return back(request, returning(request, reverse("desk:shift-person", args=[pk])))


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def person(request: Visit, pk: int) -> HttpResponse:
    """A colleague's hours, ceiling and absences, for a lead."""
    one = colleague(request, pk)
    form = WeekForm(request.POST if request.method == "POST" else None, person=one)
    if request.method == "POST" and form.is_valid():
        try:
            hours.set_week(one, form.week, by=request.user)
            hours.set_ceiling(one, form.cleaned_data["ceiling"], by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused.said))
        else:
            messages.success(request, _("Saved."))
            return back(request, reverse("desk:shift-person", args=[pk]))
    return _theirs(request, one, form, AbsenceForm(person=one))


@require_POST
@at_desk
def plan_absence(request: Visit, pk: int) -> HttpResponse:
    """Somebody will be away: oneself, or for a lead anybody."""
    is_mine = pk == request.user.pk
    one = request.user if is_mine else colleague(request, pk)
    form = AbsenceForm(request.POST, person=one)
    if form.is_valid():
        try:
            away.plan(one, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused.said))
        else:
            place = reverse("desk:shift") if is_mine else reverse("desk:shift-person", args=[pk])
            return back(request, place)
    return _mine(request, form, 422) if is_mine else _theirs(request, one, WeekForm(person=one), form, 422)


@require_POST
@at_desk
def call_off_absence(request: Visit, pk: int) -> HttpResponse:
    """Back earlier, or does not go."""
    absence = get_object_or_404(Absence.objects.select_related("person"), pk=pk)
    if absence.person_id != request.user.pk and not request.user.may(rights.ASSIGN_OTHERS):
        raise PermissionDenied
    away.call_off(absence, by=request.user)
    return back(request, returning(request, reverse("desk:shift")))


def _set(person: Person, state: str, *, by: Person) -> None:
    if state == shift.OFF:
        shifts.leave(person, by=by)
    elif state == "resume":
        shifts.resume(person, by=by)
    else:
        shifts.enter(person, state, by=by)


def colleague(request: Visit, pk: int) -> Person:
    """A member of staff, for a lead only."""
    if not request.user.may(rights.ASSIGN_OTHERS):
        raise PermissionDenied
    found: Person = get_object_or_404(Person.objects.visible_to(request.user).staff().active(), pk=pk)
    return found


def _mine(request: Visit, form: AbsenceForm, status: int = 200) -> HttpResponse:
    one = request.user
    values: dict[str, Any] = {
        "week": shift.week(one),
        "next_time": shift.next_time(one),
        "ceiling": hours.ceiling(one),
        "worked": shift.worked(one),
        "absences": shift.absences(one, Words(one)),
        "lines": crews.of_person(one),
        "form": form,
        "offered": handing.offered_to(one),
        "in_hand": len(handing.in_hand(one, one, ())),
        "waiting": handing.waiting(one),
    }
    return shell.page(request, "desk/shift/show.html", status=status, **values)


def _theirs(request: Visit, one: Person, week: WeekForm, form: AbsenceForm, status: int = 200) -> HttpResponse:
    status = 422 if week.errors else status
    words = Words(request.user)
    values: dict[str, Any] = {"one": one, "week": week, "form": form, "absences": shift.absences(one, words)}
    return shell.page(request, "desk/shift/person.html", status=status, **values)
