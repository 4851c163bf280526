"""The leaders' feed, and joining a request from it (C3)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from otklik.desk import feed, shell
from otklik.desk.scopes import Visit, at_desk, back, is_fragment, visible_ticket
from otklik.people import rights


@require_safe
@at_desk
def show(request: Visit) -> HttpResponse:
    """Everything that happens, narrowed; htmx asks for the entries alone when something changed."""
    if not request.user.may(rights.ASSIGN_OTHERS):
        raise PermissionDenied
    form = feed.FeedForm(request.GET, reader=request.user)
    given = {name: str(value) for name, value in request.GET.items() if name != "page" and value}
    asked = urlencode(given)
    found = feed.page(form, request.GET.get("page", ""), asked)
    values: dict[str, Any] = {
        "filters": form,
        "found": found,
        "entries": feed.entries(found.rows, request.user),
        "query": asked,
        "is_newest": not request.GET.get("page"),
    }
    if is_fragment(request):
        return render(request, "desk/feed/_entries.html", values)
    return shell.page(request, "desk/feed/show.html", here="feed", **values)


@require_POST
@at_desk
def join(request: Visit, number: int) -> HttpResponse:
    """Take part with one click; nothing is told by itself until the reader asks to watch."""
    if not request.user.may(rights.ASSIGN_OTHERS):
        raise PermissionDenied
    ticket = visible_ticket(request.user, number)
    ticket.step_in(by=request.user)
    return back(request, reverse("desk:ticket", args=[ticket.number]))
