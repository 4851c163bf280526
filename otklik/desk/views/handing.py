"""Handing over a shift: one screen for everything in hand; taking what is offered."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from otklik.desk import console, crews, figures, handing, shell
from otklik.desk.scopes import Visit, at_desk, back, returning
from otklik.desk.views.shift import colleague
from otklik.people import rights
from otklik.people.models import Person
from otklik.routing import away, staff
from otklik.routing import handing as deeds
from otklik.routing.models import Handover


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def mine(request: Visit) -> HttpResponse:
    """What is mine with our turn; each goes somewhere."""
    return _handing(request, request.user, reverse("desk:shift"))


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def theirs(request: Visit, pk: int) -> HttpResponse:
    """A lead hands over for somebody who left."""
    return _handing(request, colleague(request, pk), reverse("desk:console"))


@require_POST
@at_desk
def accept(request: Visit, pk: int) -> HttpResponse:
    """Take what is offered: now it counts."""
    deeds.accept(_handover(request, pk), by=request.user)
    return back(request, returning(request, reverse("desk:shift")))


@require_POST
@at_desk
def decline(request: Visit, pk: int) -> HttpResponse:
    """It stays with whoever offered it."""
    deeds.decline(_handover(request, pk), by=request.user)
    return back(request, returning(request, reverse("desk:shift")))


@require_POST
@at_desk
def take_back(request: Visit, pk: int) -> HttpResponse:
    """The giver goes on with it."""
    deeds.take_back(_handover(request, pk), by=request.user)
    return back(request, returning(request, reverse("desk:shift")))


@require_safe
@at_desk
def show_console(request: Visit) -> HttpResponse:
    """Who is there, what each carries, what nobody has handed over (R20)."""
    _lead(request)
    values: dict[str, Any] = {
        "console": console.console(request.user),
        "unsettled": handing.unsettled(request.user),
        "lines": crews.lines(request.user),
        "homeless": crews.homeless(request.user),
    }
    if request.headers.get("HX-Request") == "true":
        return render(request, "desk/shift/_console.html", values)
    return shell.page(request, "desk/shift/console.html", here="console", **values)


@require_safe
@at_desk
def show_figures(request: Visit) -> HttpResponse:
    """How honest the expectation was (D6), who waited too long (R29), and how much silence closed (R10)."""
    _lead(request)
    values: dict[str, Any] = {
        "weeks": figures.honesty(request.user),
        "limits": figures.limits(request.user),
        "silence": figures.silence(request.user),
        "leaders": figures.leaders(request.user),
    }
    return shell.page(request, "desk/shift/figures.html", here="console", **values)


@require_POST
@at_desk
def relieve(request: Visit, pk: int) -> HttpResponse:
    """Everything of a person that is in our turn goes to the line (R17)."""
    one = colleague(request, pk)
    count = away.relieve(one, by=request.user)
    said = ngettext("%(count)s request is on the line", "%(count)s requests are on the line", count)
    messages.success(request, said % {"count": count})
    return back(request, reverse("desk:console"))


def _handing(request: Visit, one: Person, after: str) -> HttpResponse:
    if not request.user.may(rights.MOVE):
        raise PermissionDenied
    errors: dict[int, str] = {}
    if request.method == "POST":
        done, errors = handing.hand_over(one, request.POST.dict(), by=request.user)
        if done:
            said = ngettext("%(count)s request handed over", "%(count)s requests handed over", done)
            messages.success(request, said % {"count": done})
        if not errors:
            return back(request, after)
    duties, data = staff.on_shift(), request.POST.dict()
    values: dict[str, Any] = {
        "one": one,
        "is_mine": one.pk == request.user.pk,
        "in_hand": handing.in_hand(one, request.user, duties, data, errors),
        "for_all": handing.for_all(one, request.user, duties, data.get("all", "")),
        "waiting": handing.waiting(one),
        "problem": _("Some requests could not be handed over.") if errors else "",
    }
    return shell.page(request, "desk/shift/handing.html", status=422 if errors else 200, **values)


def _handover(request: Visit, pk: int) -> Handover:
    one = get_object_or_404(Handover.objects.select_related("ticket", "giver", "to"), pk=pk)
    if request.user.pk not in (one.giver_id, one.to_id) and not request.user.may(rights.ASSIGN_OTHERS):
        raise Http404
    return one


def _lead(request: Visit) -> None:
    if not request.user.may(rights.ASSIGN_OTHERS):
        raise PermissionDenied
