"""Who may come to the portal, and which requests they may fetch there (F8)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers, set_response_etag

from otklik.kernel.verbs import Forbidden, Refused, Stale
from otklik.people.models import Person
from otklik.tickets.models import Ticket

View = Callable[..., HttpResponseBase]


class Visit(HttpRequest):
    """A request of somebody who has signed in as a customer."""

    user: Person


def for_customers(view: View) -> View:
    """Let in signed-in customers; staff have the desk. What a verb refuses becomes a page that says why."""

    @wraps(view)
    def visiting(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if request.user.is_staff_member:
            raise PermissionDenied
        try:
            response = view(request, *args, **kwargs)
        except Refused as refused:
            response = refusal(request, refused)
        return fresh(request, response)

    return visiting


def refusal(request: HttpRequest, refused: Refused) -> HttpResponse:
    """Why it was not done, on a page of its own: 409 when somebody was faster, 403 when it is not allowed, else 422."""
    status = {Stale: 409, Forbidden: 403}.get(type(refused), 422)
    back = request.headers.get("Referer", "/") if request.method == "POST" else "/requests/"
    return render(request, "portal/refused.html", {"said": str(refused.said), "back": back}, status=status)


def fresh(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Never shown from a cache unasked; a fragment that did not change is not sent again (F2)."""
    patch_cache_control(response, private=True, no_cache=True)
    patch_vary_headers(response, ["Cookie", "HX-Request"])
    if request.method != "GET" or response.status_code != 200 or not is_fragment(request):
        return response
    assert isinstance(response, HttpResponse)
    set_response_etag(response)
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a piece of a page."""
    return request.headers.get("HX-Request") == "true"


def visible_ticket(person: Person, number: int) -> Ticket:
    """The request of that number, if the person may see it; a guessed number is 404."""
    tickets = Ticket.objects.visible_to(person).select_related("customer", "responsible", "organization", "status")
    ticket = get_object_or_404(tickets, number=number)
    return get_object_or_404(tickets, pk=ticket.merged_into_id) if ticket.merged_into_id else ticket


def to(address: str) -> HttpResponse:
    """Go there after something was done."""
    return HttpResponse(status=303, headers={"Location": address})
