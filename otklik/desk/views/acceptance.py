"""Accepting a request from a list."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from otklik.desk import refusing, rows
from otklik.desk.scopes import Visit, at_desk, back, is_fragment, returning, visible_ticket
from otklik.kernel.verbs import Stale


@require_POST
@at_desk
def create(request: Visit, number: int) -> HttpResponse:
    """The first to accept is responsible; who came second sees whose it is (B3)."""
    ticket = visible_ticket(request.user, number)
    said = ""
    try:
        ticket.accept(by=request.user)
    except Stale as stale:
        if not is_fragment(request):
            return refusing.answer(request, stale)
        said = str(stale.said)
    if not is_fragment(request):
        return back(request, returning(request, reverse("desk:start")))
    shown = {"row": rows.one(request.user, number), "said": said}
    return render(request, "desk/lists/row.html", shown, status=409 if said else 200)
