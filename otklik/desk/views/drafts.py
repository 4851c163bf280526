"""What somebody is writing, and which files go with it, kept while they write."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from otklik.desk.scopes import Visit, at_desk, visible_ticket
from otklik.tickets import drafting


@require_POST
@at_desk
def keep(request: Visit, number: int) -> HttpResponse:
    """Keep the text of one mode, or with `files` its uploads."""
    ticket = visible_ticket(request.user, number)
    mode = request.POST.get("mode", "")
    if "files" in request.POST:
        files = [int(key) for key in request.POST["files"].split(",") if key.isascii() and key.isdecimal()]
        drafting.keep_files(request.user, ticket, mode, files[:50])
    if "body" in request.POST:
        drafting.keep(request.user, ticket, mode, request.POST["body"])
    return HttpResponse(status=204)
