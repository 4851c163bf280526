"""One deed on the selected requests."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from otklik.desk import bulk, rows
from otklik.desk.scopes import Visit, at_desk, back, is_fragment, returning
from otklik.kernel.verbs import Refused
from otklik.tickets.models import Ticket


@require_POST
@at_desk
def create(request: Visit) -> HttpResponse:
    """Do it, and show what became of each row."""
    numbers = _numbers(request)
    deed, did = bulk.chosen(request.POST.get("do", ""), request.POST, by=request.user)
    found = Ticket.objects.visible_to(request.user).filter(number__in=numbers).order_by("pk")
    result = bulk.act(deed, found, did=did)
    if not is_fragment(request):
        (messages.success if result.is_whole else messages.error)(request, result.said)
        return back(request, returning(request, reverse("desk:start")))
    seen = rows.asked(Ticket.objects.visible_to(request.user).filter(number__in=numbers))
    writer = rows.Writer(request.user)
    values = {"rows": [writer.row(one) for one in seen], "said": result.said, "whole": result.is_whole}
    response = render(request, "desk/lists/changed.html", values)
    response["HX-Trigger"] = "close-dialog"
    return response


def _numbers(request: Visit) -> list[int]:
    chosen = request.POST.getlist("ids")
    if not chosen:
        raise Refused("bulk.none", _("Select at least one request."))
    if len(chosen) > bulk.MOST:
        raise Refused("bulk.many", _("At most %(most)s requests at once.") % {"most": bulk.MOST})
    return [int(number) for number in chosen if number.isdecimal() and len(number) < 19]
