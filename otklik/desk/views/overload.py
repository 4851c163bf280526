"""The mode of overload: the load, switching it on, the plan by which one leaves it, the log (C7)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from otklik.clocks import excusing
from otklik.clocks.models import Fault, Overload, Violation
from otklik.desk import overload, shell
from otklik.desk.overload_forms import SayingForm, StartForm
from otklik.desk.scopes import Visit, at_desk, back
from otklik.kernel import clock
from otklik.kernel.verbs import Refused, Stale
from otklik.notices import telling
from otklik.people import rights
from otklik.routing.overload import measuring, planning, switching
from otklik.ui.formats import Words

BEFORE = timedelta(hours=8)
"""How long before the mode a violation may have come of the same overload."""


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def show(request: Visit) -> HttpResponse:
    """The load and the log for everybody; a lead switches the mode on here."""
    if request.method != "POST":
        return _page(request)
    _lead(request)
    form = StartForm(request.POST, person=request.user)
    if not form.is_valid() or not _done(form, lambda said: switching.start(**said, by=request.user)):
        return _page(request, form, 422)
    messages.success(request, _("The overload mode is on. Nobody was written to."))
    return back(request, reverse("desk:overload"))


@require_POST
@at_desk
def change(request: Visit) -> HttpResponse:
    """Another text, or another time to look at it."""
    _lead(request)
    form = SayingForm(request.POST, person=request.user)
    if not form.is_valid() or not _done(form, lambda said: switching.change(_running(), **said, by=request.user)):
        return _page(request, form, 422)
    messages.success(request, _("Saved."))
    return back(request, reverse("desk:overload"))


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def leave(request: Visit) -> HttpResponse:
    """The plan first; applying it ends the mode."""
    _lead(request)
    mode = _running()
    if request.method == "POST":
        switching.end(mode, by=request.user)
        messages.success(request, _("The overload mode is off. The backlog is spread by the plan."))
        return back(request, reverse("desk:overload"))
    words = Words(request.user)
    planned, count, last = planning.plan(mode, request.user)
    rows = [(one.ticket, words.moment(one.was), words.moment(one.at)) for one in planned]
    values: dict[str, Any] = {"rows": rows, "count": count, "last": overload.until(words, last)}
    return shell.page(request, "desk/shift/overload_leaving.html", here="console", **values)


@require_POST
@at_desk
def excuse(request: Visit, pk: int) -> HttpResponse:
    """Violations that the overload brought are nobody's fault, in one action (R25)."""
    _lead(request)
    mode = get_object_or_404(Overload, pk=pk)
    rows = violations(request, mode)
    count = excusing.excuse_all(
        rows, fault=Fault.OVERLOAD, reason=mode.reason or _("The department was overloaded"), by=request.user
    )
    said = ngettext("%(count)s violation excused", "%(count)s violations excused", count) % {"count": count}
    messages.success(request, said)
    return back(request, reverse("desk:overload"))


def violations(request: Visit, mode: Overload) -> list[Violation]:
    """Charged violations of requests that waited, from some hours before the mode until its end."""
    until = mode.ended_at or clock.now()
    found = Violation.objects.visible_to(request.user).at_fault()
    near = found.filter(first_at__gte=mode.since - BEFORE, first_at__lte=until)
    return list(near.filter(ticket__in=mode.shelved.values("ticket")))


def _page(request: Visit, form: Any = None, status: int = 200) -> HttpResponse:
    may = request.user.may(rights.ASSIGN_OTHERS)
    telling.read_about_overload(request.user)
    mode = Overload.objects.running().first()
    if form is None and may:
        form = _saying(request, mode) if mode else StartForm(person=request.user)
    values: dict[str, Any] = {
        "mode": mode,
        "waiting": mode.shelved.filter(until__isnull=True).count() if mode else 0,
        "form": form if may else None,
        "reading": overload.reading(measuring.load()),
        "log": overload.log(request.user),
        "may_switch": may,
    }
    return shell.page(request, "desk/shift/overload.html", here="console", status=status, **values)


def _saying(request: Visit, mode: Overload) -> SayingForm:
    return SayingForm(person=request.user, initial={"text": dict(mode.text), "check_at": mode.check_at})


def _done(form: Any, act: Any) -> bool:
    """Do it with what was entered; what is refused stands at its field, what is stale goes on to the person."""
    try:
        act(form.cleaned_data)
    except Stale:
        raise
    except Refused as refused:
        form.add_error(refused.facts.get("name"), str(refused.said))
        return False
    return True


def _running() -> Overload:
    mode = Overload.objects.running().first()
    if mode is None:
        raise Stale("overload.over", _("Somebody has just switched it off."))
    return mode


def _lead(request: Visit) -> None:
    if not request.user.may(rights.ASSIGN_OTHERS):
        raise PermissionDenied
