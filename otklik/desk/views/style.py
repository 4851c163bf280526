"""Hints of the style guard while somebody writes, and what they think of them (E3)."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_POST

from otklik.desk import styling
from otklik.desk.composer import until
from otklik.desk.scopes import Visit, at_desk, visible_ticket
from otklik.desk.seen import Seen
from otklik.style import guarding
from otklik.style.catalogue import TITLES
from otklik.style.models import What

VERDICTS = {"accepted": What.ACCEPTED, "wrong": What.WRONG}


@require_POST
@at_desk
def look(request: Visit, number: int) -> HttpResponse:
    """What the rules say of the words in the form. Nothing of them is kept, nothing leaves this server."""
    seen = Seen(request.user, number)
    body = request.POST.get("body", "")
    hints = []
    if seen.may.reply and request.POST.get("mode") in ("reply", "solution") and body.strip():
        has_files, many = "files" in request.POST, "many" in request.POST
        known = styling.situation(seen, until(seen), has_files=has_files, is_to_many=many)
        hints = guarding.hints(body, known, to=request.user)
        guarding.note((hint.rule for hint in hints[: styling.MOST]), What.SHOWN, ticket=seen.ticket, by=request.user)
    values = {"hints": styling.shown(hints[: styling.MOST], body), "more": len(hints[styling.MOST :]), "number": number}
    response = render(request, "desk/tickets/_style.html", values)
    patch_cache_control(response, no_store=True)
    return response


@require_POST
@at_desk
def judge(request: Visit, number: int, rule: str) -> HttpResponse:
    """A hint was followed, called wrong, or is not for this person."""
    if rule not in TITLES:
        raise Http404
    ticket, verdict = visible_ticket(request.user, number), request.POST.get("verdict", "")
    if verdict == "mute":
        guarding.mute(rule, by=request.user)
    elif verdict in VERDICTS:
        guarding.note([rule], VERDICTS[verdict], ticket=ticket, by=request.user)
    else:
        return HttpResponse(status=422)
    return HttpResponse(status=204)
