"""A customer's search: articles for everybody, their own requests for those who have signed in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from otklik.portal import articles, searching
from otklik.portal.views.help import reader


@require_safe
def show(request: HttpRequest, lang: str) -> HttpResponse:
    """What was found; as one types, only the results come anew."""
    with translation.override(lang):
        values: dict[str, Any] = {"found": searching.look(request.GET.get("q", ""), reader(request), lang)}
        if request.headers.get("HX-Request") == "true":
            response = render(request, "portal/help/_found.html", values)
        else:
            values |= articles.around(lang, "portal:help_search")
            response = render(request, "portal/help/search.html", values)
    response["Content-Language"] = lang
    patch_cache_control(response, private=True, no_cache=True)
    patch_vary_headers(response, ["Cookie", "HX-Request"])
    return response
