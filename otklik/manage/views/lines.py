"""Lines of support, internal departments (R3), teams."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from otklik.manage.forms.arranging import LineForm, TeamForm
from otklik.manage.forms.filling import done, posted
from otklik.manage.scopes import Visit, room, to
from otklik.manage.shell import PLAIN, page
from otklik.people import arranging, rights
from otklik.people.models import Line, Team
from otklik.tickets.arranging import retire_line
from otklik.ui import answering


@require_safe
@room(rights.MANAGE_TICKETS)
def index(request: Visit) -> HttpResponse:
    """Lines in their order, and teams."""
    return _index(request)


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.MANAGE_TICKETS)
def new_line(request: Visit) -> HttpResponse:
    """One more line."""
    form = posted(request, LineForm, reader=request.user)
    if done(form, lambda data: arranging.add_line(by=request.user, **data)):
        return to("lines")
    return _edit(request, form, title=_("New line"), button=pgettext("button", "Add"))


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.MANAGE_TICKETS)
def edit_line(request: Visit, pk: int) -> HttpResponse:
    """What it is called, who works on it."""
    line = get_object_or_404(Line, pk=pk)
    known = {"name": line.name, "is_department": line.is_department, "people": list(line.people.all())}
    known["work_type"] = line.work_type
    form = posted(request, LineForm, reader=request.user, initial=known)
    if done(form, lambda data: arranging.change_line(line, by=request.user, **data)):
        return to("lines")
    lead = _("New requests come here when nothing else decides.") if line.is_default else ""
    return _edit(request, form, title=str(line.name), lead=lead, posts=_posts(line), history=("line", pk))


@require_POST
@room(rights.MANAGE_TICKETS)
def place_line(request: Visit, pk: int) -> HttpResponse:
    """One place higher or lower."""
    arranging.move_line(get_object_or_404(Line, pk=pk), up=bool(request.POST.get("up")), by=request.user)
    return _index(request) if answering.is_fragment(request) else to("lines")


@require_POST
@room(rights.MANAGE_TICKETS)
def prefer_line(request: Visit, pk: int) -> HttpResponse:
    """New requests come here."""
    arranging.prefer_line(get_object_or_404(Line, pk=pk), by=request.user)
    return to("line", pk)


@require_POST
@room(rights.MANAGE_TICKETS)
def use_line(request: Visit, pk: int) -> HttpResponse:
    """In use or not."""
    line = get_object_or_404(Line, pk=pk)
    if request.POST.get("active") == "1":
        arranging.use_line(line, is_active=True, by=request.user)
    else:
        retire_line(line, by=request.user)
    return to("line", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.MANAGE_TICKETS)
def new_team(request: Visit) -> HttpResponse:
    """One more team."""
    form = posted(request, TeamForm, reader=request.user)
    if done(form, lambda data: arranging.add_team(by=request.user, **data)):
        return to("lines")
    return _edit(request, form, title=_("New team"), button=pgettext("button", "Add"))


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.MANAGE_TICKETS)
def edit_team(request: Visit, pk: int) -> HttpResponse:
    """What it is called, who belongs to it."""
    team = get_object_or_404(Team, pk=pk)
    known = {"name": team.name, "handle": team.handle, "people": list(team.people.all())}
    form = posted(request, TeamForm, reader=request.user, initial=known)
    if done(form, lambda data: arranging.change_team(team, by=request.user, **data)):
        return to("lines")
    posts: list[Any] = [(reverse("manage:team_removed", args=[pk]), pgettext("button", "Remove the team"), {})]
    return _edit(request, form, title=str(team.name), posts=posts, history=("team", pk))


@require_POST
@room(rights.MANAGE_TICKETS)
def remove_team(request: Visit, pk: int) -> HttpResponse:
    """Forget it; its people stay."""
    arranging.remove_team(get_object_or_404(Team, pk=pk), by=request.user)
    return to("lines")


def _index(request: Visit) -> HttpResponse:
    working = Count("people", filter=Q(people__is_active=True))
    values = {
        "lines": Line.objects.annotate(working=working, plan_mode=F("plan__mode")).order_by("order", "id"),
        "teams": Team.objects.annotate(working=working).order_by("handle"),
    }
    history = ("line", "")
    return page(
        request, "manage/lines/index.html", values, here="lines", history=history, piece="manage/lines/_rows.html"
    )


def _posts(line: Line) -> list[Any]:
    usual, use_it = (reverse(f"manage:line_{name}", args=[line.pk]) for name in ("usual", "use"))
    if line.is_default:
        return []
    if not line.is_active:
        return [(use_it, pgettext("button", "Take into use"), {"active": "1"})]
    retire = (use_it, pgettext("button", "Take out of use"), {"active": ""})
    return [retire] if line.is_department else [(usual, _("Let new requests come here"), {}), retire]


def _edit(request: Visit, form: Any, *, history: tuple[str, object] | None = None, **shown: Any) -> HttpResponse:
    back = (reverse("manage:lines"), pgettext("settings", "Lines and teams"))
    values = {**PLAIN, **shown, "form": form, "room": back}
    return page(request, "manage/edit.html", values, here="lines", history=history)
