"""Who may come to the desk, and what they may fetch there (F8)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control, patch_vary_headers

from otklik.desk import refusing
from otklik.kernel.verbs import Refused
from otklik.live import fragments
from otklik.people import rights
from otklik.people.models import Person
from otklik.tickets.models import Ticket

View = Callable[..., HttpResponseBase]


class Visit(HttpRequest):
    """A request of a member of staff."""

    user: Person


def at_desk(view: View) -> View:
    """Let in signed-in staff with `desk.enter`; say what a verb refuses: 409, 422 or 403."""

    @wraps(view)
    def visiting(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.user.may(rights.DESK):
            raise PermissionDenied
        try:
            response = view(request, *args, **kwargs)
        except Refused as refused:
            response = refusing.answer(request, refused)
        return _fresh(request, response)

    return visiting


def _fresh(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Never shown from a cache unasked; a fragment that did not change since it was fetched is not sent again (F2)."""
    if request.method == "GET" and response.status_code == 200 and is_fragment(request):
        assert isinstance(response, HttpResponse)
        response = fragments.etagged(request, response.content.decode())
    patch_cache_control(response, private=True, no_cache=True)
    patch_vary_headers(response, ["Cookie", "HX-Request"])
    return response


def visible_ticket(person: Person, number: int, *, among: QuerySet[Ticket] | None = None) -> Ticket:
    """The request of that number, if the person may see it; 404 otherwise. `among` adds `select_related`."""
    tickets = Ticket.objects.visible_to(person) if among is None else among
    return get_object_or_404(tickets, number=number)


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a piece of a page rather than a browser for a page."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def back(request: HttpRequest, address: str) -> HttpResponse:
    """Where to go after something was done: `address`, by a way that both a browser and htmx understand."""
    if is_fragment(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponse(status=303, headers={"Location": address})


def returning(request: HttpRequest, otherwise: str) -> str:
    """The page of ours that the browser came from, or another address."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc in ("", urlsplit(settings.SITE_URL).netloc) and came_from.path.startswith("/"):
        return f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path
    return otherwise
