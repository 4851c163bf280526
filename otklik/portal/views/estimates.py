"""Paid work is approved by the head of the company: on the page of the request, or by the link of a letter (R15)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from otklik.kernel.verbs import Refused, Stale
from otklik.people.models import Person
from otklik.portal.scopes import Visit, for_customers, to, visible_ticket
from otklik.portal.views.safe import takes_part
from otklik.work import estimating
from otklik.work.models import Estimate, State


@require_POST
@for_customers
def decide(request: Visit, number: int, pk: int) -> HttpResponse:
    """On the page of the request; a reason declines it."""
    ticket = visible_ticket(request.user, number)
    estimate = get_object_or_404(Estimate.objects.of(ticket).public(), pk=pk)
    _decide(request, estimate, request.user)
    return to(reverse("portal:request", kwargs={"number": number}))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, token: str) -> HttpResponse:
    """By the link of a letter: whoever has it is the head whom it was sent to. Looking decides nothing."""
    estimate, person = _asked(token)
    if request.method != "POST":
        return _page(request, estimate, person)
    try:
        _decide(request, estimate, person)
    except Refused as refused:
        status = 409 if isinstance(refused, Stale) else 422
        return _page(request, estimate, person, status, error=str(refused.said), why=request.POST.get("why", ""))
    estimate.refresh_from_db()
    return _page(request, estimate, person, said=_("Thank you. We have written it down."))


def _decide(request: HttpRequest, estimate: Estimate, person: Person) -> None:
    if "decline" in request.POST:
        estimating.decline(estimate, request.POST.get("why", ""), by=person)
    else:
        estimating.approve(estimate, by=person)


def _asked(token: str) -> tuple[Estimate, Person]:
    found = estimating.asked_by(token)
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, estimate: Estimate, person: Person, status: int = 200, **values: Any) -> HttpResponse:
    context = {
        "estimate": estimate,
        "ticket": estimate.ticket,
        "sum": estimating.total(estimate, get_language() or ""),
        "waits": estimate.state == State.SENT and estimating.may_approve(estimate.ticket, person),
        "knows": takes_part(request.user, estimate.ticket),
    }
    shown = {"error": "", "said": "", "why": "", **context, **values}
    response = render(request, "portal/estimate.html", shown, status=status)
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"  # the address is the proof
    return response
