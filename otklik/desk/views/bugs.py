"""The board of the bug day: take, done, what was repaired today, thanks (C8)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from otklik.desk import shell
from otklik.desk.bugs import board
from otklik.desk.fields import Line
from otklik.desk.scopes import Visit, at_desk, back
from otklik.development import bugday
from otklik.development.models import Task
from otklik.kernel.verbs import Refused
from otklik.people import rights
from otklik.ui.formats import Words


class CriticalForm(forms.Form):
    """Whose work stands still, and which."""

    whom = Line(label=gettext_lazy("Whose work stands still"), max_length=200)
    what = Line(label=gettext_lazy("Which work"), max_length=500)


class DateForm(forms.Form):
    """A day."""

    due = forms.DateField(
        label=pgettext_lazy("of a task", "Due"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


@require_safe
@at_desk
def show(request: Visit) -> HttpResponse:
    """The board."""
    values: dict[str, Any] = {
        "board": board(request.user, Words(request.user)),
        "may_work": bugday.may_work(request.user),
        "may_thank": request.user.may(rights.REPLY),
    }
    return shell.page(request, "desk/bugs/show.html", here="bugs", **values)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def critical(request: Visit, pk: int) -> HttpResponse:
    """It stops somebody's work now."""
    task = _task(request, pk)
    form = CriticalForm(request.POST if request.method == "POST" else None, label_suffix="")
    if form.is_valid():
        bugday.mark_critical(task, **form.cleaned_data, by=request.user)
        messages.success(request, _("It waits for no bug day."))
        return back(request, reverse("desk:bugs"))
    return _form(request, task, form, title=_("Stops work now"), button=_("Repair it now"))


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def date(request: Visit, pk: int) -> HttpResponse:
    """When it will be repaired, where no tracker says so (R5)."""
    task = _task(request, pk)
    form = DateForm(request.POST if request.method == "POST" else None, label_suffix="")
    if form.is_valid():
        try:
            bugday.name_date(task, form.cleaned_data["due"], by=request.user)
        except Refused as refused:
            form.add_error("due", str(refused.said))
        else:
            messages.success(request, _("The date is named; whoever waits for it is told."))
            return back(request, reverse("desk:bugs"))
    return _form(request, task, form, title=_("When it will be repaired"), button=pgettext("button", "Name the date"))


@require_POST
@at_desk
def thank(request: Visit) -> HttpResponse:
    """Drafts of thanks; people send them."""
    count = bugday.thank(by=request.user)
    said = ngettext("%(count)s draft made, nothing was sent", "%(count)s drafts made, nothing was sent", count)
    messages.success(request, said % {"count": count})
    return back(request, reverse("desk:bugs"))


def _form(request: Visit, task: Task, form: forms.Form, **words: str) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return shell.page(request, "desk/bugs/form.html", here="bugs", status=status, form=form, task=task, **words)


def _deed(act: Callable[..., object], doc: str) -> Callable[..., HttpResponseBase]:
    def do(request: Visit, pk: int) -> HttpResponse:
        act(_task(request, pk), by=request.user)
        return back(request, reverse("desk:bugs"))

    do.__doc__ = doc
    return require_POST(at_desk(do))


def _task(request: Visit, pk: int) -> Task:
    task = get_object_or_404(Task.objects.visible_to(request.user), pk=pk)
    if not bugday.may_work(request.user):
        raise PermissionDenied
    return task


take = _deed(bugday.take, "I repair it.")
leave = _deed(bugday.leave, "Not mine after all.")
repair = _deed(bugday.finish, "It is repaired.")
reopen = _deed(bugday.reopen, "It is not repaired after all.")
calm = _deed(bugday.calm, "It stops nobody any more.")
