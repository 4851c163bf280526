"""The list that somebody came from, and what stands before and after the request in it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from otklik.desk import listing, lists, rows
from otklik.desk.lists import List
from otklik.people.models import Line, Person
from otklik.tickets.models import Ticket

MOST = 500
"""How far into a list a place is known."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a request stands in a list; `code` names the list, `query` carries it to the next page."""

    code: str
    title: str
    url: str
    query: str = ""
    position: str = ""
    previous: str = ""
    next: str = ""


def place(request: HttpRequest, person: Person, ticket: Ticket) -> Place:
    """The place of the request in the list that its reader came from; a closed or moved one has none."""
    one = _list(_code(request), person)
    if one is None:
        return Place("", pgettext("list", "Requests"), reverse("desk:start"))
    order = listing.ORDERS["hot"] if one.grouped else listing.FLAT
    numbers = list(rows.asked(one.tickets).order_by(*order).values_list("number", flat=True)[:MOST])
    query = "?" + urlencode({"in": one.key})
    at = numbers.index(ticket.number) if ticket.number in numbers else None
    return Place(
        code=one.key,
        title=one.title,
        url=one.url,
        query=query,
        position=_position(at, len(numbers)),
        previous=_address(numbers[at - 1], query) if at else "",
        next=_next(numbers, at, query),
    )


def _next(numbers: list[int], at: int | None, query: str) -> str:
    """What follows; from a request that left the list, its beginning."""
    following = 0 if at is None else at + 1
    return _address(numbers[following], query) if following < len(numbers) else ""


def _position(at: int | None, count: int) -> str:
    if at is None:
        return ""
    many = f"{count}+" if count == MOST else str(count)
    return _("%(place)s of %(count)s") % {"place": at + 1, "count": many}


def _address(number: int, query: str) -> str:
    return reverse("desk:ticket", args=[number]) + query


def _code(request: HttpRequest) -> str:
    """The key of the list: named by this address, by the form, by the page that asks, or by the page before."""
    if code := request.GET.get("in") or request.POST.get("list"):
        return code
    if current := request.headers.get("HX-Current-URL"):
        return parse_qs(urlsplit(current).query).get("in", [""])[0]
    return _before(request.headers.get("Referer", ""))


def _before(referer: str) -> str:
    try:
        found = resolve(urlsplit(referer).path or "/nowhere")
    except Resolver404:
        return ""
    if found.view_name == "desk:list":
        return str(found.kwargs["view"])
    return f"line-{found.kwargs['line']}" if found.view_name == "desk:line" else ""


def _list(code: str, person: Person) -> List | None:
    if code.startswith("line-"):
        line = Line.objects.filter(code=code.removeprefix("line-"), is_active=True).first()
        return lists.of_line(line, person) if line else None
    return lists.named(code, person)
