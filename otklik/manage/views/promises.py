"""Promises to customers (D1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from otklik.clocks import policies
from otklik.clocks.models import Promise
from otklik.manage import recounts
from otklik.manage.forms.filling import done, posted
from otklik.manage.forms.hours import shown_length
from otklik.manage.forms.promises import LIMITS, URGENCIES, WORK, PromiseForm, known_of
from otklik.manage.scopes import Visit, room, to
from otklik.manage.shell import PLAIN, page
from otklik.people import rights
from otklik.tickets.fields import CHANNELS


@dataclass(frozen=True, slots=True)
class Row:
    """A promise in the list."""

    promise: Promise
    limits: tuple[str, ...]
    whom: str


@require_safe
@room(rights.MANAGE_TICKETS)
def index(request: Visit) -> HttpResponse:
    """All of them, in the order in which they are tried."""
    found = Promise.objects.select_related("organization", "category", "line")
    rows = [Row(one, tuple(shown_length(getattr(one, name)) or "—" for name in LIMITS), _whom(one)) for one in found]
    values = {"rows": rows, "recount": recounts.last("promise", request.user)}
    return page(request, "manage/promises/index.html", values, here="promises", history=("promise", ""))


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.MANAGE_TICKETS)
def new(request: Visit) -> HttpResponse:
    """One more."""
    form = posted(request, PromiseForm, reader=request.user)
    title, button = _("New promise"), pgettext("button", "Add")
    add = lambda data: policies.add_promise(by=request.user, **data)  # noqa: E731
    if "try" in request.POST:
        return _edit(request, form, recount=recounts.trial(form, add, request.user), title=title, button=button)
    if done(form, add):
        return to("promises")
    return _edit(request, form, title=title, button=button)


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.MANAGE_TICKETS)
def edit(request: Visit, pk: int) -> HttpResponse:
    """What is promised, and to whom."""
    promise = get_object_or_404(Promise, pk=pk)
    form = posted(request, PromiseForm, reader=request.user, initial=known_of(promise))
    title = str(promise.name)
    change = lambda data: policies.change_promise(promise, by=request.user, **data)  # noqa: E731
    if "try" in request.POST:
        tried = recounts.trial(form, change, request.user)
        return _edit(request, form, recount=tried, title=title, history=("promise", pk))
    if done(form, change):
        return to("promises")
    return _edit(request, form, title=title, history=("promise", pk))


def _edit(request: Visit, form: Any, *, history: tuple[str, object] | None = None, **shown: Any) -> HttpResponse:
    back = (reverse("manage:promises"), pgettext("settings", "Promises"))
    values = {**PLAIN, "recount": None, **shown, "form": form, "room": back}
    return page(request, "manage/promises/edit.html", values, here="promises", history=history)


def _whom(promise: Promise) -> str:
    named = [str(one.name) for one in (promise.organization, promise.category, promise.line) if one]
    if promise.channel:
        named.append(str(CHANNELS.get(promise.channel, promise.channel)))
    named += [str(label) for value, label in WORK if value == promise.work_type]
    named += [str(label) for value, label in URGENCIES if value == promise.urgency]
    return ", ".join(named) or pgettext("of a promise", "everybody")
