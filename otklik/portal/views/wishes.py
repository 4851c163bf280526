"""A customer's own wishes: what became of them, and taking one back (R14)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from otklik.portal.scopes import Visit, for_customers, to
from otklik.ui.formats import Words
from otklik.wishes import recording
from otklik.wishes.models import OPEN, Asking, State

MOST = 100


@require_GET
@for_customers
def index(request: Visit) -> HttpResponse:
    """Each with what it is now."""
    words = Words(request.user)
    asked = Asking.objects.visible_to(request.user).standing().select_related("wish", "ticket").order_by("-at")[:MOST]
    rows = [
        {
            "title": str(one.wish.public) or one.ticket.subject,
            "state": _state(one.wish.state),
            "why": one.wish.why if one.wish.state == State.DECLINED else "",
            "number": one.ticket.number,
            "when": words.stamp(one.at),
            "withdraw": reverse("portal:wish-withdrawal", kwargs={"pk": one.pk}) if one.wish.state in OPEN else "",
        }
        for one in asked
    ]
    return render(request, "portal/wishes.html", {"rows": rows})


@require_POST
@for_customers
def withdraw(request: Visit, pk: int) -> HttpResponse:
    """It is not needed any more."""
    recording.leave(get_object_or_404(Asking.objects.visible_to(request.user), pk=pk), by=request.user)
    return to(reverse("portal:wishes"))


def _state(state: str) -> str:
    return {
        State.CONSIDERED: pgettext("wish of a customer", "We are thinking about it"),
        State.PLANNED: pgettext("wish of a customer", "We plan it"),
        State.DEVELOPMENT: pgettext("wish of a customer", "We are making it"),
        State.DONE: pgettext("wish of a customer", "It is done"),
        State.DECLINED: pgettext("wish of a customer", "We will not do it"),
    }[State(state)]
