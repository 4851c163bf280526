"""Violations: the table, one of them, and what is said of it (D4, R25)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from otklik.clocks import excusing
from otklik.clocks.models import Objection, Violation
from otklik.clocks.models.violation import ViolationQuerySet
from otklik.desk import shell
from otklik.desk.refusing import status_of
from otklik.desk.scopes import Visit, at_desk, back
from otklik.desk.violations.forms import AnswerForm, ExcuseForm, ObjectionForm, OutageForm
from otklik.desk.violations.look import Look, chips
from otklik.desk.violations.one import sheet
from otklik.desk.violations.rows import ready, rows
from otklik.kernel import keyset
from otklik.kernel.verbs import Forbidden, Refused
from otklik.notices import telling
from otklik.people import rights
from otklik.ui.formats import Words

SIZE = 50
SHOWN = 50
WORDS = {"excuse": "reason", "objection": "text", "answer": "answer"}
MOST = 2000
"""How many one action excuses."""


@require_safe
@at_desk
def show(request: Visit) -> HttpResponse:
    """The table: one's own, for a lead the team's."""
    look, words = Look.of(request, reverse("desk:violations")), Words(request.user)
    found = ready(look.violations(request.user))
    page = keyset.page(found, order=["-reached_at"], size=SIZE, cursor=look.page, view=look.query)
    values: dict[str, Any] = {
        "look": look,
        "rows": rows(page.rows, words),
        "chips": chips(look, request.user, words),
        "is_lead": request.user.may(rights.ASSIGN_OTHERS),
        "newer": look.at_page(page.previous),
        "older": look.at_page(page.next),
        "live": f"{reverse('desk:violations')}?{look.query}",
    }
    return shell.page(request, "desk/violations/show.html", here="violations", **values)


@require_safe
@at_desk
def one(request: Visit, pk: int) -> HttpResponse:
    """Whose time it was, piece by piece, and what was said."""
    violation = _violation(request, pk)
    if request.method == "GET":
        telling.read_about_violation(request.user, violation)
    return _one(request, violation)


@require_POST
@at_desk
def excuse(request: Visit, pk: int) -> HttpResponse:
    """Do not charge it."""
    violation, form = _violation(request, pk), ExcuseForm(request.POST)
    return _deed(request, violation, "excuse", form, lambda data: excusing.excuse(violation, by=request.user, **data))


@require_POST
@at_desk
def charge(request: Visit, pk: int) -> HttpResponse:
    """Take the excuse back."""
    violation = _violation(request, pk)
    excusing.charge_again(violation, by=request.user)
    return back(request, reverse("desk:violation", args=[pk]))


@require_POST
@at_desk
def object_to(request: Visit, pk: int) -> HttpResponse:
    """Say that one does not agree."""
    violation, form = _violation(request, pk), ObjectionForm(request.POST)
    return _deed(
        request, violation, "objection", form, lambda data: excusing.object_to(violation, by=request.user, **data)
    )


@require_POST
@at_desk
def answer(request: Visit, pk: int, objection: int) -> HttpResponse:
    """Say that it stays, and why."""
    violation, form = _violation(request, pk), AnswerForm(request.POST)
    known = get_object_or_404(Objection.objects.filter(violation=violation), pk=objection)
    return _deed(request, violation, "answer", form, lambda data: excusing.uphold(known, by=request.user, **data))


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def outage(request: Visit) -> HttpResponse:
    """«Не наша вина» for a whole period: first what it would touch, then one action (R25)."""
    if not request.user.may(rights.ASSIGN_OTHERS):
        raise PermissionDenied
    form = OutageForm(request.POST if request.method == "POST" else None, reader=request.user)
    if not form.is_bound or not form.is_valid():
        return _outage(request, form, None)
    touched = _touched(request, form)
    count = touched.count()
    if request.POST.get("seen") != str(count) or not 0 < count <= MOST:
        return _outage(request, form, touched, count)
    done = excusing.excuse_all(
        touched, fault=form.cleaned_data["fault"], reason=form.cleaned_data["reason"], by=request.user
    )
    said = ngettext("%(count)s violation is nobody’s fault", "%(count)s violations are nobody’s fault", done)
    messages.success(request, said % {"count": done})
    return back(request, reverse("desk:violations") + "?state=excused")


def _violation(request: Visit, pk: int) -> Violation:
    return get_object_or_404(ready(Violation.objects.visible_to(request.user).standing()), pk=pk)


def _one(request: Visit, violation: Violation, status: int = 200, **said: Any) -> HttpResponse:
    """`problem` is why a verb refused; the form may be gone by then, so `words` stand beside it."""
    known = {"excuse": ExcuseForm(), "objection": ObjectionForm(), "answer": AnswerForm(), "problem": "", **said}
    values = {"sheet": sheet(violation, request.user), "forms": known}
    return shell.page(request, "desk/violations/one.html", here="violations", status=status, **values)


def _deed(
    request: Visit, violation: Violation, name: str, form: forms.Form, deed: Callable[[dict[str, Any]], object]
) -> HttpResponse:
    """Do it and come back; what was refused is said in its form, with the words kept."""
    status, problem = 422, ""
    if form.is_valid():
        try:
            deed(form.cleaned_data)
        except Forbidden:
            raise
        except Refused as refused:
            status, problem = status_of(refused), str(refused.said)
        else:
            messages.success(request, _("Saved."))
            return back(request, reverse("desk:violation", args=[violation.pk]))
    said = {name: form, "problem": problem, "words": form.data.get(WORDS[name], "") if problem else ""}
    return _one(request, _violation(request, violation.pk), status, **said)


def _touched(request: Visit, form: OutageForm) -> ViolationQuerySet:
    data = form.cleaned_data
    seen = Violation.objects.visible_to(request.user).at_fault()
    found: ViolationQuerySet = getattr(seen, data["touches"])(data["since"], data["until"])
    if data["line"]:
        found = found.filter(line=data["line"])
    return found.filter(status=data["status"]) if data["status"] else found


def _outage(request: Visit, form: OutageForm, touched: ViolationQuerySet | None, count: int = 0) -> HttpResponse:
    shown = ready(touched).order_by("-reached_at", "-id")[:SHOWN] if touched is not None else []
    values: dict[str, Any] = {
        "form": form,
        "rows": None if touched is None else rows(shown, Words(request.user)),
        "count": count,
        "most": MOST,
        "is_too_many": count > MOST,
        "was_seen": "seen" in request.POST,
    }
    changed = "seen" in request.POST and not form.errors
    status = 422 if form.errors else 409 if changed else 200
    return shell.page(request, "desk/violations/outage.html", here="violations", status=status, **values)
