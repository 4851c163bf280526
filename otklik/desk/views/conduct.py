"""The record of a difficult customer, the leads' list of people under steps, lifting (C10)."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST, require_safe

from otklik.conduct import replies, taking
from otklik.conduct.models import Measure
from otklik.desk import conduct, shell
from otklik.desk.scopes import Visit, at_desk, back, visible_ticket
from otklik.kernel.verbs import Refused, Stale
from otklik.people import identifying, rights
from otklik.tickets.models import Ticket
from otklik.ui.shapes import Choice


@require_safe
@at_desk
def index(request: Visit) -> HttpResponse:
    """People under steps, what was decided, and what agents passed on."""
    rights.require(request.user, rights.DECIDE_CONDUCT)
    which, here = request.GET.get("which", "standing"), reverse("desk:conduct")
    names = [
        ("standing", pgettext("conduct", "People")),
        ("limits", pgettext("conduct", "Limits that hold")),
        ("all", pgettext("conduct", "All steps")),
    ]
    found = conduct.listed(request.user, which, request.GET.get("page", ""))
    query = f"?which={quote(which)}&page="
    values: dict[str, Any] = {
        "rows": found.rows,
        "newer": found.newer and query + found.newer,
        "older": found.older and query + found.older,
        "which": [Choice(f"{here}?which={code}", name, code == which) for code, name in names],
        "passed": conduct.passed(request.user),
        "may_share": request.user.may(rights.SHARE_ANSWERS),
    }
    return shell.page(request, "desk/conduct/index.html", here="conduct", **values)


@require_safe
@at_desk
def record(request: Visit, number: int) -> HttpResponse:
    """One person: the note, the steps with their evidence, and those that may be taken now."""
    return _record(request, number)


@require_POST
@at_desk
def lift(request: Visit, pk: int) -> HttpResponse:
    """A step holds no more, by a lead's word."""
    rights.require(request.user, rights.DECIDE_CONDUCT)
    seen = Ticket.objects.visible_to(request.user)
    found = Measure.objects.visible_to(request.user).filter(ticket__in=seen).select_related("ticket")
    measure = get_object_or_404(found, pk=pk)
    try:
        taking.lift(measure, request.POST.get("why", ""), by=request.user)
    except Refused as refused:
        status = 409 if isinstance(refused, Stale) else 422
        return _record(request, measure.ticket.number, status=status, error=(pk, str(refused.said)))
    messages.success(request, _("The step is lifted."))
    return back(request, reverse("desk:conduct-record", args=[measure.ticket.number]))


@require_POST
@at_desk
def share(request: Visit) -> HttpResponse:
    """The words of the steps become ready answers of everybody, to be changed there."""
    count = replies.share(by=request.user)
    said = ngettext("%(count)s ready answer is added", "%(count)s ready answers are added", count) % {"count": count}
    messages.success(request, said if count else _("They are among the ready answers already."))
    return back(request, reverse("desk:conduct"))


def _record(request: Visit, number: int, *, status: int = 200, error: tuple[int, str] = (0, "")) -> HttpResponse:
    ticket = visible_ticket(request.user, number)
    rights.require(request.user, rights.SEE_CONDUCT)
    customer = identifying.current(ticket.customer)
    values: dict[str, Any] = {
        "ticket": ticket,
        "customer": customer,
        "note": conduct.note(customer, request.user),
        "ladder": conduct.ladder(ticket, customer, request.user),
        "steps": conduct.taken(customer, request.user),
        "error": error,
    }
    return shell.page(request, "desk/conduct/show.html", here="conduct", status=status, **values)
