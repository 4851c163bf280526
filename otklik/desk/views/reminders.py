"""Private reminders: changed by nobody else, seen by nobody else (R19)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from otklik.desk import reminded, shell
from otklik.desk.scopes import Visit, at_desk, back
from otklik.tickets import reminding
from otklik.tickets.models import Reminder


@require_safe
@at_desk
def show(request: Visit) -> HttpResponse:
    """Those that came, and those that wait."""
    person = request.user
    came, waiting = reminded.came(person), reminded.waiting(person)
    return shell.page(request, "desk/reminders/show.html", came=came, waiting=waiting)


@require_safe
@at_desk
def due(request: Visit) -> HttpResponse:
    """The bar of those that came, fetched anew when one does."""
    return render(request, "desk/_due.html", {"due": reminded.came(request.user)})


@require_POST
@at_desk
def remove(request: Visit, pk: int) -> HttpResponse:
    """It is not needed any more."""
    reminding.forget(get_object_or_404(Reminder, pk=pk, person=request.user), by=request.user)
    return back(request, reverse("desk:reminders"))
