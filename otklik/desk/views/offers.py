"""What is offered to the reader, and for leads: to whom a request was offered, and why (C1)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from otklik.desk import offers, shell
from otklik.desk.scopes import Visit, at_desk, back, is_fragment, returning, visible_ticket
from otklik.kernel.verbs import Stale
from otklik.people import rights
from otklik.routing import offering
from otklik.routing.models import Offer
from otklik.ui.formats import Words


@require_safe
@at_desk
def show(request: Visit) -> HttpResponse:
    """What stands for me, fetched anew when something came or ended."""
    return render(request, "desk/_offers.html", {"held": offers.held_out(request.user)})


@require_POST
@at_desk
def accept(request: Visit, pk: int) -> HttpResponse:
    """Become responsible and go there; who comes too late sees whose it is."""
    ticket = _mine(request, pk).ticket
    ticket.accept(by=request.user)
    return back(request, reverse("desk:ticket", args=[ticket.number]))


@require_POST
@at_desk
def pass_on(request: Visit, pk: int) -> HttpResponse:
    """«Не я»: the next is asked; what is settled already is simply gone from the page."""
    try:
        offering.pass_on(_mine(request, pk), by=request.user)
    except Stale:
        if not is_fragment(request):
            raise
    if is_fragment(request):
        return render(request, "desk/_offers.html", {"held": offers.held_out(request.user)})
    return back(request, returning(request, reverse("desk:start")))


@require_safe
@at_desk
def of_ticket(request: Visit, number: int) -> HttpResponse:
    """Everybody who was asked, and everybody who was not, as it was decided at that instant."""
    if not request.user.may(rights.ASSIGN_OTHERS):
        raise PermissionDenied
    ticket = visible_ticket(request.user, number)
    words = Words(request.user)
    values: dict[str, Any] = {
        "ticket": ticket,
        "asked": offers.asked(ticket, request.user),
        "standing": offers.standing(ticket, words),
    }
    return shell.page(request, "desk/tickets/offers.html", **values)


def _mine(request: Visit, pk: int) -> Offer:
    found: Offer = get_object_or_404(
        Offer.objects.visible_to(request.user).select_related("ticket", "to"), pk=pk, to=request.user
    )
    return found
