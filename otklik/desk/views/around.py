"""The rail and the pulse, fetched anew when something changed."""

from __future__ import annotations

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from otklik.desk import shell
from otklik.desk.scopes import Visit, at_desk


@require_safe
@at_desk
def show(request: Visit) -> HttpResponse:
    """The rail, and beside it the pulse; `here` is the list that the page shows."""
    around = shell.around(request.user, request.GET.get("here", ""))
    pieces = (("desk/_rail.html", {"rail": around.rail}), ("desk/_pulse.html", {"pulse": around.pulse}))
    return HttpResponse("".join(render_to_string(name, values, request) for name, values in pieces))
