"""What a verb refused, said to whoever tried."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from otklik.kernel.verbs import Forbidden, Refused, Stale


def status_of(refused: Refused) -> int:
    """409 when somebody was faster, 403 when the person may not, 422 otherwise."""
    return {Stale: 409, Forbidden: 403}.get(type(refused), 422)


def answer(request: HttpRequest, refused: Refused) -> HttpResponse:
    """A word at the edge of the page that htmx keeps as it is; a page of its own for a browser without JavaScript."""
    is_fragment = request.headers.get("HX-Request") == "true"
    template = "desk/_refused.html" if is_fragment else "desk/refused.html"
    response = render(request, template, {"said": str(refused.said)}, status=status_of(refused))
    if is_fragment:
        response["HX-Reswap"] = "none"
    return response
