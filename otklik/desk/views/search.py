"""One search over everything that the desk holds."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from otklik.desk import completing, searching, shell
from otklik.desk.scopes import Visit, at_desk, is_fragment


@require_safe
@at_desk
def show(request: Visit) -> HttpResponse:
    """What was found; as one types, only the results come anew."""
    typed = request.GET.get("q", "")[: searching.LONGEST]
    address = reverse("desk:search")
    values: dict[str, Any] = {
        "found": searching.look(typed, request.user),
        "kinds": searching.kinds(),
        "offers": [
            (piece, f"{address}?{urlencode({'q': whole})}")
            for piece, whole in completing.completions(typed, request.user)
        ],
    }
    if is_fragment(request):
        return render(request, "desk/search/_results.html", values)
    return shell.page(request, "desk/search/show.html", **values)
