"""Lists of requests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from otklik.desk import filters, lists, problems, rows, shell
from otklik.desk.listing import Listing
from otklik.desk.lists import List
from otklik.desk.look import Look
from otklik.desk.narrowing import narrow
from otklik.desk.scopes import Visit, at_desk
from otklik.kernel import clock
from otklik.people import rights
from otklik.people.models import Line
from otklik.tickets.kinds import Closing
from otklik.ui.shapes import Choice

LATE = timedelta(seconds=10)
"""How long a change may have been on its way when the list was made."""
HIDDEN = {
    "unaccepted": ("turn", "who"),
    "mine": ("who",),
    "customer": ("turn",),
    "development": ("turn",),
    "line": ("line",),
}
"""Chips that would ask what a list has answered already."""

CAN = {"accept": rights.ACCEPT, "move": rights.MOVE, "sort": rights.SORT, "close": rights.CLOSE}
CLOSINGS = (Closing.SOLVED, Closing.SELF_SOLVED, Closing.DUPLICATE, Closing.NOT_OURS, Closing.SPAM, Closing.MACHINE)
"""How many may be closed at once; a refusal or a wish is one person's matter."""


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
    return shown(request, one)


@require_safe
@at_desk
def of_line(request: Visit, line: str) -> HttpResponse:
    """The open requests of a line."""
    return shown(request, lists.of_line(get_object_or_404(Line, code=line, is_active=True), request.user))


@require_safe
@at_desk
def row(request: Visit, number: int) -> HttpResponse:
    """One row, fetched anew when its request changed."""
    return render(request, "desk/lists/row.html", {"row": rows.one(request.user, number), "said": ""})


def shown(request: Visit, one: List) -> HttpResponse:
    """A list as a page; to htmx, the piece that it asked for."""
    look = Look.of(request, one.url)
    narrowed = narrow(one, look, request.user)
    listing = Listing(one, request.user, narrowed.tickets, order=look.order, asked=look.narrowing)
    target = request.headers.get("HX-Target", "")
    if target == "arrived":
        return _arrived(request, look, listing)
    values = {**_rows(request, look, listing), "list": one, "problem": narrowed.problem}
    if target == "more":
        return render(request, "desk/lists/_more.html", {**values, "root": f"from-{look.page[-12:]}"})
    if target == "list":
        pieces = ("desk/lists/_list.html", "desk/lists/_arrived.html", "desk/lists/_summary.html")
        return HttpResponse("".join(render_to_string(name, {**values, "beside": True}, request) for name in pieces))
    values |= _tools(request, one, look) | {"surges": problems.surges(request.user)}
    return shell.page(request, "desk/lists/show.html", here=one.key, **values)


def _rows(request: Visit, look: Look, listing: Listing) -> dict[str, Any]:
    """What the rows are made of, and what is asked when something changes."""
    now = clock.now()
    page = listing.page(look.page)
    return {
        "listing": listing,
        "look": look,
        "page": page,
        "shown": listing.sections(page, after=look.after) if look.after else listing.begun(page),
        "can": {name: request.user.may(right) for name, right in CAN.items()},
        "arrived": [],
        "arrivals": look.arrivals(now - LATE),
    }


def _tools(request: Visit, one: List, look: Look) -> dict[str, Any]:
    """What stands above and below the rows of a page."""
    known = filters.Known(request.user)
    return {
        "people": [Choice(pk, name) for pk, name in known.people],
        "lines": [Choice(pk, name) for pk, name in known.lines],
        "closings": [Choice(kind.value, str(kind.label)) for kind in CLOSINGS],
        "orders": _orders(look) if one.grouped else [],
        "chips": filters.chips(look, known, without=HIDDEN.get(one.key.split("-")[0], ())),
        "save_url": f"{reverse('desk:view-new')}?list={one.key}&{look.query}".rstrip("&"),
    }


def _arrived(request: Visit, look: Look, listing: Listing) -> HttpResponse:
    since = request.GET.get("since", "")
    known = since.isdecimal() and len(since) < 11
    at = datetime.fromtimestamp(int(since), UTC) if known else clock.now()
    values = {"look": look, "arrived": listing.arrived(at), "arrivals": look.arrivals(at), "beside": False}
    return render(request, "desk/lists/_arrived.html", values)


def _orders(look: Look) -> list[Choice]:
    names = {"hot": pgettext("order", "Burning first"), "new": pgettext("order", "New first")}
    return [Choice(look.with_order(code), name, look.order == code) for code, name in names.items()]
