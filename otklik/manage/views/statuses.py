"""Statuses: names, order, colours; which one a kind leads to (B1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from otklik.manage.forms.arranging import NewStatusForm, StatusForm
from otklik.manage.forms.filling import done, posted
from otklik.manage.scopes import Visit, room, to
from otklik.manage.shell import PLAIN, page
from otklik.people import rights
from otklik.tickets import arranging, machine
from otklik.tickets.kinds import Kind, Turn
from otklik.tickets.models import Status
from otklik.ui import answering


@dataclass(frozen=True, slots=True)
class Row:
    """A status with what its kind means."""

    status: Status
    turn: str
    turn_word: str
    entered_by: str


@require_safe
@room(rights.MANAGE_TICKETS)
def index(request: Visit) -> HttpResponse:
    """All statuses in their order."""
    return _index(request)


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.MANAGE_TICKETS)
def new(request: Visit) -> HttpResponse:
    """One more status of a kind."""
    form = posted(request, NewStatusForm)
    if done(form, lambda data: arranging.add_status(by=request.user, **data)):
        return to("statuses")
    lead = _("A kind fixes who sets the status and whose turn it starts; names are yours.")
    return _edit(request, form, title=_("New status"), button=pgettext("button", "Add"), lead=lead)


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.MANAGE_TICKETS)
def edit(request: Visit, pk: int) -> HttpResponse:
    """What it is called."""
    status = get_object_or_404(Status, pk=pk)
    known = {"name": status.name, "customer_name": status.customer_name, "colour": status.colour}
    form = posted(request, StatusForm, initial=known)
    if done(form, lambda data: arranging.change_status(status, by=request.user, **data)):
        return to("statuses")
    lead = _("Kind: %(kind)s. Who sets it: %(who)s.") % {
        "kind": Kind(status.kind).label,
        "who": entered_by(status.kind),
    }
    return _edit(request, form, title=str(status.name), lead=lead, posts=_posts(status), history=("status", pk))


@require_POST
@room(rights.MANAGE_TICKETS)
def place(request: Visit, pk: int) -> HttpResponse:
    """One place higher or lower."""
    arranging.move_status(get_object_or_404(Status, pk=pk), up=bool(request.POST.get("up")), by=request.user)
    return _index(request) if answering.is_fragment(request) else to("statuses")


@require_POST
@room(rights.MANAGE_TICKETS)
def prefer(request: Visit, pk: int) -> HttpResponse:
    """The usual one of its kind."""
    arranging.prefer_status(get_object_or_404(Status, pk=pk), by=request.user)
    return to("status", pk)


@require_POST
@room(rights.MANAGE_TICKETS)
def use(request: Visit, pk: int) -> HttpResponse:
    """In use or not."""
    arranging.use_status(get_object_or_404(Status, pk=pk), is_active=request.POST.get("active") == "1", by=request.user)
    return to("status", pk)


def entered_by(kind: str) -> str:
    """Who sets a status of the kind, in words."""
    return {
        Kind.NEW: pgettext("who sets a status", "the system"),
        Kind.IN_WORK: pgettext("who sets a status", "support; the system when the customer answers"),
        Kind.CLOSED: pgettext("who sets a status", "the customer, support, the system after silence"),
        Kind.REOPENED: pgettext("who sets a status", "the customer, support"),
    }.get(Kind(kind), pgettext("who sets a status", "support"))


def _index(request: Visit) -> HttpResponse:
    words = dict(Turn.choices)
    rows = []
    for status in Status.objects.all():
        turn = machine.turn(Kind(status.kind), debt=False)
        rows.append(Row(status, turn, str(words[turn]), entered_by(status.kind)))
    piece = "manage/statuses/_rows.html"
    values = {"rows": rows}
    return page(request, "manage/statuses/index.html", values, here="statuses", history=("status", ""), piece=piece)


def _posts(status: Status) -> list[Any]:
    usual, use_it = (reverse(f"manage:status_{name}", args=[status.pk]) for name in ("usual", "use"))
    if status.is_default:
        return []
    if not status.is_active:
        return [(use_it, pgettext("button", "Take into use"), {"active": "1"})]
    return [
        (usual, pgettext("button", "Make it the usual one of its kind"), {}),
        (use_it, pgettext("button", "Take out of use"), {"active": ""}),
    ]


def _edit(request: Visit, form: Any, *, history: tuple[str, object] | None = None, **shown: Any) -> HttpResponse:
    back = (reverse("manage:statuses"), pgettext("settings", "Statuses"))
    return page(
        request, "manage/edit.html", {**PLAIN, **shown, "form": form, "room": back}, here="statuses", history=history
    )
