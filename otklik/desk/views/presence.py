"""Who looks at a request and who types there, so that two do not answer at once (B9)."""

from __future__ import annotations

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods

from otklik.desk.scopes import Visit, at_desk, visible_ticket
from otklik.desk.watching import around
from otklik.live import presence
from otklik.live.fragments import etagged
from otklik.notices import telling

DOINGS = ("looks", "types", presence.GONE)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def show(request: Visit, number: int) -> HttpResponse:
    """Who is here; a browser posts what its person does, every half a minute."""
    ticket = visible_ticket(request.user, number)
    if request.method == "POST":
        doing = request.POST.get("doing", "looks")
        if doing in DOINGS:
            presence.mark(request.user.pk, ticket.live_name, doing)
        if doing in ("looks", "types"):
            telling.read_about(request.user, ticket)
        return HttpResponse(status=204)
    values = {"ticket": ticket, "present": around(request.user, ticket)}
    return etagged(request, render_to_string("desk/tickets/_presence.html", values, request))
