"""A customer's search: articles for everybody, their own requests for those who have signed in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from otklik.kernel import throttle
from otklik.knowledge import missing
from otklik.portal import articles, searching
from otklik.portal.views.help import reader

NOTED_AN_HOUR = 30
"""Searches without a result that are noted of one reader."""


@require_safe
def show(request: HttpRequest, lang: str) -> HttpResponse:
    """What was found; as one types, only the results come anew."""
    with translation.override(lang):
        values: dict[str, Any] = {"found": searching.look(request.GET.get("q", ""), reader(request), lang)}
        _note(request, values["found"], lang)
        if request.headers.get("HX-Request") == "true":
            response = render(request, "portal/help/_found.html", values)
        else:
            values |= articles.around(lang, "portal:help_search")
            response = render(request, "portal/help/search.html", values)
    response["Content-Language"] = lang
    patch_cache_control(response, private=True, no_cache=True)
    patch_vary_headers(response, ["Cookie", "HX-Request"])
    return response


def _note(request: HttpRequest, found: searching.Found, lang: str) -> None:
    """Remember what was looked for in earnest and not found: not by staff, not letter by letter, not by a flood."""
    if found.articles or found.lessons or request.headers.get("HX-Request") == "true":
        return
    person = reader(request)
    if person is not None and person.is_staff_member:
        return
    who = person.pk if person else request.META.get("REMOTE_ADDR", "")
    if found.typed and throttle.hit(f"unanswered:{who}", NOTED_AN_HOUR, timedelta(hours=1)):
        missing.note(found.typed, lang)
