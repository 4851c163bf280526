"""Whether we understood: one click says yes, a few words say how it is; by a link, signed in or not (B6, R13)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from otklik.kernel import signing
from otklik.kernel.verbs import Refused, Stale
from otklik.portal.views.safe import takes_part
from otklik.tickets.models import Goal


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, token: str) -> HttpResponse:
    """The version of the link; a post without words confirms it, one with words corrects it."""
    goal = _asked(token)
    if request.method != "POST":
        return _page(request, goal)
    person = request.user if takes_part(request.user, goal.ticket) else goal.ticket.customer
    text = request.POST.get("text", "")
    try:
        if "correct" in request.POST:
            goal = goal.ticket.correct_goal(goal, text, by=person)
        else:
            goal.ticket.confirm_goal(goal, by=person)
            goal.refresh_from_db()
    except Refused as refused:
        return _page(request, goal, 409 if isinstance(refused, Stale) else 422, error=str(refused.said), text=text)
    return _page(request, goal, said=_("Thank you. We go on from this."))


def _asked(token: str) -> Goal:
    try:
        ticket, _dot, number = signing.read("goal", token).partition(".")
        return get_object_or_404(
            Goal.objects.sent().select_related("ticket__customer", "ticket__status"),
            ticket=int(ticket),
            number=int(number),
        )
    except (signing.BadSignature, ValueError):
        raise Http404 from None


def _page(request: HttpRequest, goal: Goal, status: int = 200, **values: Any) -> HttpResponse:
    context = {"goal": goal, "ticket": goal.ticket, "knows": takes_part(request.user, goal.ticket), "said": ""}
    response = render(request, "portal/goal.html", {"error": "", "text": "", **context, **values}, status=status)
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"  # the address is the proof
    return response
