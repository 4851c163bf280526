"""Steps that need a few words first: GET shows the form, POST takes the step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from otklik.desk import fragments, shell
from otklik.desk.scopes import Visit, at_desk, is_fragment
from otklik.desk.seen import Seen
from otklik.desk.steps.base import Step
from otklik.desk.steps.closing import ClosingStep, Reopening
from otklik.desk.steps.conduct import STEPS as CONDUCT
from otklik.desk.steps.development import Development, TaskComment
from otklik.desk.steps.identity import Confirmation
from otklik.desk.steps.joining import Linking, Merging, Reminding, Splitting
from otklik.desk.steps.labour import Billing, Estimating, TimeChange, TimeLog, Unbilling
from otklik.desk.steps.moving import Relocating
from otklik.desk.steps.people import Assignment, Invitation, LineChange, Nomination, Portrait
from otklik.desk.steps.pointing import Questions
from otklik.desk.steps.problem import SameProblem
from otklik.desk.steps.protecting import ProtectedField
from otklik.desk.steps.reassigning import Reassignment
from otklik.desk.steps.sorting import CategoryChange, Fields, Subject, Tags
from otklik.desk.steps.understanding import Restating
from otklik.desk.steps.waiting import Others, Postponement
from otklik.desk.steps.wish import Wishing
from otklik.kernel import once
from otklik.kernel.verbs import Refused, Stale
from otklik.people import rights

STEPS: tuple[type[Step], ...] = (
    *(Postponement, Others, Development, TaskComment, ClosingStep, Reopening),
    *(Assignment, LineChange, Nomination, Invitation, Portrait, Reassignment),
    *(Subject, Tags, CategoryChange, Fields),
    *(SameProblem, Wishing),
    *(TimeLog, TimeChange, Estimating, Billing, Unbilling),
    *CONDUCT,
    *(Merging, Splitting, Relocating, Linking, Reminding, ProtectedField, Confirmation, Restating, Questions),
)


def view(step: type[Step]) -> Callable[..., HttpResponseBase]:
    """The view of one step."""

    def take(request: Visit, number: int) -> HttpResponse:
        seen = Seen(request.user, number)
        rights.require(request.user, step.right)
        if request.method == "POST":
            return _taken(request, seen, step(seen, request.POST))
        form = step(seen)
        if isinstance(form, Splitting | Relocating):
            form.offer(request.GET.get("message", ""))
        elif isinstance(form, Reassignment):
            form.offer(request.GET.get("to", ""))
        elif isinstance(form, TimeChange | Unbilling):
            form.offer(request.GET.get("entry", "") or request.GET.get("charge", ""))
        return _shown(request, form)

    take.__doc__ = step.__doc__
    return require_http_methods(["GET", "HEAD", "POST"])(at_desk(take))


def _taken(request: Visit, seen: Seen, form: Step) -> HttpResponse:
    if not form.is_valid():
        return _shown(request, form, 422)
    key, act = request.POST.get("once", ""), type(form).__name__
    try:
        said = once.once(key, by=request.user, verb=f"desk.{act}", act=form.act)
    except Refused as refused:
        form.note_refusal(refused)
        return _shown(request, form, 409 if isinstance(refused, Stale) else 422)
    if form.is_beside and is_fragment(request):
        return fragments.said(request, said)
    return fragments.done(request, seen.ticket.number, said, address=form.address)


def _shown(request: Visit, form: Step, status: int = 200) -> HttpResponse:
    """The form: in a dialog, as itself with its errors inside the dialog, or on a page of its own."""
    values: dict[str, Any] = {
        "form": form,
        "action": reverse(f"desk:{form.resource}", args=[form.ticket.number]),
        "once": once.token(),
    }
    if not is_fragment(request):
        return shell.page(request, "desk/tickets/step.html", status=status, ticket=form.ticket, **values)
    name = "_step" if request.method == "GET" else "_step_form"
    return render(request, f"desk/tickets/{name}.html", values, status=status)
