"""What surfaces answer with: a refusal in words, a fragment that is not sent twice, the way after a deed."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers, set_response_etag
from django.utils.translation import gettext as _

from otklik.kernel.verbs import Forbidden, Refused, Stale


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a piece of a page rather than a browser for a page."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def status_of(refused: Refused) -> int:
    """409 when somebody was faster, 403 when the person may not, 422 otherwise."""
    return {Stale: 409, Forbidden: 403}.get(type(refused), 422)


def refusal(request: HttpRequest, refused: Refused, *, home: str) -> HttpResponse:
    """A word at the edge of the page that htmx keeps as it is; a page of its own for a browser without JavaScript,
    with a way back to `home`.
    """
    values = {"said": str(refused.said) or _("This cannot be done now."), "home": home}
    template = "ui/_refused.html" if is_fragment(request) else "ui/refused.html"
    response = render(request, template, values, status=status_of(refused))
    if is_fragment(request):
        response["HX-Reswap"] = "none"
    return response


def fresh(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Never shown from a cache unasked; a fragment that did not change since it was fetched is not sent again (F2)."""
    patch_cache_control(response, private=True, no_cache=True)
    patch_vary_headers(response, ["Cookie", "HX-Request"])
    if request.method != "GET" or response.status_code != 200 or response.streaming or not is_fragment(request):
        return response
    assert isinstance(response, HttpResponse)
    set_response_etag(response)
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


def to(request: HttpRequest, address: str) -> HttpResponse:
    """Go to `address` after something was done, by a way that both a browser and htmx understand."""
    if is_fragment(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponse(status=303, headers={"Location": address})


def returning(request: HttpRequest, otherwise: str) -> str:
    """The page of ours that the browser came from, or another address."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc in ("", urlsplit(settings.SITE_URL).netloc) and came_from.path.startswith("/"):
        return f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path
    return otherwise
