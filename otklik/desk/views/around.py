"""What stands around a page, fetched anew when something changed."""

from __future__ import annotations

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST, require_safe

from otklik.desk import shell
from otklik.desk.scopes import Visit, at_desk
from otklik.live import presence

OVERLOAD = ("desk/_overload.html", "desk/_overload_note.html")


@require_safe
@at_desk
def show(request: Visit) -> HttpResponse:
    """The rail, and beside it the pulse and the bell; `here` is the list that the page shows."""
    around = shell.around(request.user, request.GET.get("here", ""))
    pieces = ("desk/_rail.html", "desk/_pulse.html", "desk/_shift.html", "ui/_bell.html", *OVERLOAD)
    values = {"shell": around, "beside": True}
    return HttpResponse("".join(render_to_string(name, values, request) for name in pieces))


@require_POST
@at_desk
def be_present(request: Visit) -> HttpResponse:
    """The person is at the desk; the page says so every half a minute."""
    presence.mark(request.user.pk, "desk", "looks")
    return HttpResponse(status=204)
