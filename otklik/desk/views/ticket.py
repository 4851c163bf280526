"""The page of one request, and its pieces as they are fetched anew."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from otklik.desk import fragments, shell
from otklik.desk.head import head
from otklik.desk.scopes import Visit, at_desk
from otklik.desk.seen import Seen
from otklik.desk.thread import thread
from otklik.live.fragments import etagged


@require_safe
@at_desk
def show(request: Visit, number: int) -> HttpResponse:
    """The whole page; with `before`, the conversation up to that message."""
    seen = Seen(request.user, number)
    values = fragments.page_of(request, seen)
    if before := _before(request):
        values["thread"] = thread(seen.ticket, seen.person, before=before)
    return shell.page(request, "desk/tickets/show.html", here=values["place"].code, **values)


@require_safe
@at_desk
def show_head(request: Visit, number: int) -> HttpResponse:
    """The head, and what the button of the form says."""
    seen = Seen(request.user, number)
    html = fragments.piece(request, seen, "head", head=head(seen))
    return etagged(request, html + fragments.send_label(request, seen))


@require_safe
@at_desk
def show_thread(request: Visit, number: int) -> HttpResponse:
    """The conversation; with `before`, only its lines before that message."""
    seen = Seen(request.user, number)
    if before := _before(request):
        values = {"thread": thread(seen.ticket, seen.person, before=before), "ticket": seen.ticket, "may": seen.may}
        return render(request, "desk/tickets/_older.html", values)
    return etagged(request, fragments.piece(request, seen, "thread"))


@require_safe
@at_desk
def show_facts(request: Visit, number: int) -> HttpResponse:
    """The right column."""
    seen = Seen(request.user, number)
    return etagged(request, fragments.piece(request, seen, "facts"))


def _before(request: Visit) -> int:
    before = request.GET.get("before", "")
    return int(before) if before.isascii() and before.isdecimal() and len(before) < 19 else 0
