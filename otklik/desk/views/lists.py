"""Lists of requests."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from otklik.desk import lists, shell
from otklik.desk.lists import List
from otklik.desk.scopes import Visit, at_desk
from otklik.people.models import Line


@require_safe
@at_desk
def start(request: Visit) -> HttpResponse:
    """The desk begins where work begins: with what nobody accepted, or with one's own when everything is."""
    return redirect("desk:list", "unaccepted" if lists.has_unaccepted(request.user) else "mine")


@require_safe
@at_desk
def show(request: Visit, view: str) -> HttpResponse:
    """A list that everybody has."""
    one = lists.named(view, request.user)
    if one is None:
        raise Http404
    return _shown(request, one)


@require_safe
@at_desk
def of_line(request: Visit, line: str) -> HttpResponse:
    """The open requests of a line."""
    return _shown(request, lists.of_line(get_object_or_404(Line, code=line, is_active=True), request.user))


def _shown(request: Visit, one: List) -> HttpResponse:
    return shell.page(request, "desk/lists/show.html", here=one.key, list=one)
