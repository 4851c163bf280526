"""Open requests, side by side (R19): the browser remembers their numbers, the server says what they are now."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from otklik.desk.scopes import Visit, at_desk
from otklik.tickets.models import Ticket

MOST = 10


@dataclass(frozen=True, slots=True)
class Tab:
    """One open request."""

    number: int
    url: str
    subject: str
    turn: str


@require_safe
@at_desk
def show(request: Visit) -> HttpResponse:
    """The requests of `n`, in that order; what the person may not see is left out."""
    wanted = [int(number) for number in request.GET.getlist("n") if number.isdecimal() and len(number) < 19][:MOST]
    rows = Ticket.objects.visible_to(request.user).filter(number__in=wanted).values_list("number", "subject", "turn")
    known = {number: (subject, turn) for number, subject, turn in rows}
    base = reverse("desk:start")
    tabs = [Tab(number, f"{base}tickets/{number}/", *known[number]) for number in wanted if number in known]
    return render(request, "desk/_tabs.html", {"tabs": tabs})
