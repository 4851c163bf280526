"""What a page of a request is made of, and which of it is sent again after something was done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from otklik.desk import shell
from otklik.desk.composer import Written, composer
from otklik.desk.facts import facts
from otklik.desk.head import head
from otklik.desk.neighbours import place
from otklik.desk.scopes import Visit, back, is_fragment
from otklik.desk.seen import Seen
from otklik.desk.thread import thread
from otklik.desk.watching import around
from otklik.kernel.events import Side
from otklik.tickets.kinds import Kind
from otklik.tickets.models import Message

Make = Callable[[Seen], dict[str, Any]]


def _head(seen: Seen) -> dict[str, Any]:
    return {"head": head(seen)}


def _thread(seen: Seen) -> dict[str, Any]:
    return {"thread": thread(seen.ticket, seen.person), "words": words(seen)}


def words(seen: Seen) -> Message | None:
    """What the customer wrote after a solution that nobody has decided on: one question is asked about it (R2)."""
    last = seen.ticket.last_public_message
    if last is None or last.side != Side.CUSTOMER or seen.ticket.kind != Kind.SOLUTION_PROPOSED or not seen.may.close:
        return None
    return last if seen.solution is not None else None


def _composer(seen: Seen) -> dict[str, Any]:
    return {"composer": composer(seen)}


def _facts(seen: Seen) -> dict[str, Any]:
    return {"facts": facts(seen)}


PIECES: dict[str, Make] = {"head": _head, "thread": _thread, "composer": _composer, "facts": _facts}
AFTER_ANY = ("head", "thread", "facts")
"""What may change by any step; the form stays as it is, with what was typed in it."""


def piece(request: HttpRequest, seen: Seen, name: str, *, oob: bool = False, **made: Any) -> str:
    """One fragment; `oob` lets htmx put it in its place by its id; `made` is what was prepared already."""
    values = {**common(request, seen), **(made or PIECES[name](seen)), "oob": oob}
    return render_to_string(f"desk/tickets/_{name}.html", values, request)


def common(request: HttpRequest, seen: Seen) -> dict[str, Any]:
    """What every template of a request is given."""
    return {
        "seen": seen,
        "ticket": seen.ticket,
        "may": seen.may,
        "person": seen.person,
        "place": place(request, seen.person, seen.ticket),
    }


def page_of(request: HttpRequest, seen: Seen) -> dict[str, Any]:
    """Everything that the whole page shows."""
    values = {**common(request, seen), "present": around(seen.person, seen.ticket), "oob": False}
    for make in PIECES.values():
        values.update(make(seen))
    return values


def send_label(request: HttpRequest, seen: Seen) -> str:
    """What the button of the form says: it changes when somebody accepts."""
    return render_to_string("desk/tickets/_send.html", {"may": seen.may, "oob": True}, request)


def done(request: Visit, number: int, said: str = "", *, undo: str = "", address: str = "") -> HttpResponse:
    """Something was done: to htmx, the fragments that may have changed; to a browser, the page again."""
    if address or not is_fragment(request):
        if said:
            messages.success(request, said, extra_tags=undo)
        return back(request, address or reverse("desk:ticket", args=[number]))
    seen = Seen(request.user, number)
    html = [piece(request, seen, name, oob=True) for name in AFTER_ANY]
    return _swapped_by_id([*html, send_label(request, seen), _closing(request, said, undo)])


def said(request: Visit, words: str) -> HttpResponse:
    """Something was done from a page of many requests: a word says so, and the page looks again."""
    answer = _swapped_by_id([_closing(request, words, "")])
    answer.headers["HX-Trigger"] = "live:desk"
    return answer


def sent(request: Visit, number: int, said: str, undo: str) -> HttpResponse:
    """Words were said: the same, with an empty form."""
    if not is_fragment(request):
        return done(request, number, said)
    seen = Seen(request.user, number)
    html = [piece(request, seen, name, oob=True) for name in (*AFTER_ANY, "composer")]
    return _swapped_by_id([*html, _closing(request, said, undo)])


def taken_back(request: Visit, number: int, written: Written, address: str) -> HttpResponse:
    """Words came back: into the form of this page, or of the page where they were written."""
    if address or not is_fragment(request):
        return done(request, number, address=address)
    seen = Seen(request.user, number)
    html = [piece(request, seen, name, oob=True) for name in AFTER_ANY]
    form = piece(request, seen, "composer", oob=True, composer=composer(seen, written))
    return _swapped_by_id([*html, form, _closing(request, "", "")])


def refused(request: Visit, number: int, written: Written, status: int) -> HttpResponse:
    """Words were not said: the form with everything that it held, and why; with the newer words if there are some."""
    seen = Seen(request.user, number)
    form = composer(seen, written)
    if not is_fragment(request):
        values = {**page_of(request, seen), "composer": form}
        return shell.page(request, "desk/tickets/show.html", here=values["place"].code, status=status, **values)
    newer = [piece(request, seen, name, oob=True) for name in (("head", "thread") if status == 409 else ())]
    return _swapped_by_id([*newer, piece(request, seen, "composer", oob=True, composer=form)], status)


def _closing(request: HttpRequest, said: str, undo: str) -> str:
    """An open dialog goes, and a word says what was done."""
    return render_to_string("desk/tickets/_done.html", {"said": said, "undo": undo}, request)


def _swapped_by_id(html: list[str], status: int = 200) -> HttpResponse:
    return HttpResponse("".join(html), status=status, headers={"HX-Reswap": "none"})
