"""Norms for staff: the editor, what a change would have brought, and changes that are to come (D2, R24)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from otklik.clocks import norming
from otklik.clocks.models import Norm
from otklik.kernel import clock
from otklik.manage.forms.filling import done, posted
from otklik.manage.forms.hours import shown_length
from otklik.manage.forms.norms import NormsForm
from otklik.manage.scopes import Visit, room, to
from otklik.manage.shell import page
from otklik.people import rights
from otklik.people.models import Line
from otklik.ui.formats import Words
from otklik.ui.shapes import Choice

MONTH = timedelta(days=30)
DEGREES = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Tried:
    """What a draft would have brought over the last month, beside what was."""

    name: str
    turns: str
    were: tuple[int, ...]
    would_be: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Coming:
    """A norm that is not in force yet."""

    pk: int
    name: str
    limits: str
    since: str
    read: int


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.MANAGE_TICKETS)
def index(request: Visit) -> HttpResponse:
    """The editor for all lines, or for one that has norms of its own."""
    line = _line(request)
    form = posted(request, NormsForm, line=line)
    if "try" in request.POST:
        return _show(request, form, line, tried=_tried(form) if form.is_valid() else [])
    if done(form, lambda data: norming.set_norms(form.drafts(), valid_from=form.valid_from(), by=request.user)):
        messages.success(request, _("Saved. Everybody can read what comes below the table."))
        return HttpResponse(status=303, headers={"Location": _address(line)})
    return _show(request, form, line)


@require_POST
@room(rights.MANAGE_TICKETS)
def withdraw(request: Visit, pk: int) -> HttpResponse:
    """Take back a change that is not in force yet."""
    norming.withdraw(get_object_or_404(Norm.objects.standing(), pk=pk), by=request.user)
    return to("norms")


def _show(request: Visit, form: NormsForm, line: Line | None, tried: list[Tried] | None = None) -> HttpResponse:
    lines = [Choice(_address(None), _("All lines"), line is None)]
    known = Line.objects.filter(is_active=True)
    lines += [Choice(_address(one), str(one.name), one == line) for one in known]
    values = {"form": form, "lines": lines, "tried": tried, "coming": _coming(request, line), "action": _address(line)}
    return page(request, "manage/norms/index.html", values, here="norms", history=("norm", ""))


def _tried(form: NormsForm) -> list[Tried]:
    now = clock.now()
    return [_try(draft, now) for draft in form.drafts().values()]


def _try(draft: norming.Draft, now: datetime) -> Tried:
    effect = norming.replay(draft, now - MONTH, now)
    were, would_be = (tuple(counts.get(degree, 0) for degree in DEGREES) for counts in (effect.were, effect.would_be))
    return Tried(_named(draft.status), str(effect.turns), were, would_be)


def _coming(request: Visit, line: Line | None) -> list[Coming]:
    words = Words(request.user)
    norms = Norm.objects.standing().filter(line=line, valid_from__gt=clock.now()).select_related("status")
    return [
        Coming(
            norm.pk,
            _named(norm.status),
            ", ".join(map(shown_length, norm.limits)) or pgettext("of a norm", "no norm"),
            words.sentence(norm.valid_from),
            norm.acknowledgements.count(),
        )
        for norm in norms
    ]


def _named(status: Any) -> str:
    return str(status.name) if status else _("Debt of reply in another status")


def _line(request: Visit) -> Line | None:
    code = request.GET.get("line", "")
    return get_object_or_404(Line, code=code, is_active=True) if code else None


def _address(line: Line | None) -> str:
    return reverse("manage:norms") + (f"?line={line.code}" if line else "")
