"""Norms for staff: the editor, what a change would have brought, and changes that are to come (D2, R24)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from otklik.clocks import norming, replaying
from otklik.clocks.models import Acknowledgement, Norm, Replay
from otklik.kernel import clock
from otklik.manage import recounts
from otklik.manage.forms.filling import done, posted
from otklik.manage.forms.hours import shown_length
from otklik.manage.forms.norms import NormsForm
from otklik.manage.replays import Played, played
from otklik.manage.scopes import Visit, room, to
from otklik.manage.shell import page
from otklik.people import rights
from otklik.people.models import Level, Line
from otklik.ui.formats import Words
from otklik.ui.shapes import Choice

AT_ONCE = 2.0
"""Seconds that a page waits for a replay; a larger one goes on as a job."""
SHOWN = 12


@dataclass(frozen=True, slots=True)
class Coming:
    """A norm that is not in force yet, or has been for less than a month: who has read of it."""

    pk: int
    name: str
    level: str
    limits: str
    since: str
    read: str
    missing: str
    can_be_taken_back: bool


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.MANAGE_TICKETS)
def index(request: Visit) -> HttpResponse:
    """The editor for all lines, or for one that has norms of its own; for everybody, or for those at a level."""
    line, level = _line(request), _level(request)
    form = posted(request, NormsForm, line=line, level=level)
    if "try" in request.POST and form.is_valid():
        return _show(request, form, _try(request, form))
    if done(form, lambda data: norming.set_norms(form.drafts(), valid_from=form.valid_from(), by=request.user)):
        messages.success(request, _("Saved. Everybody can read what comes below the table."))
        return HttpResponse(status=303, headers={"Location": _address(line, level)})
    return _show(request, form)


@require_POST
@room(rights.MANAGE_TICKETS)
def withdraw(request: Visit, pk: int) -> HttpResponse:
    """Take back a change that is not in force yet."""
    norming.withdraw(get_object_or_404(Norm.objects.standing(), pk=pk), by=request.user)
    return to("norms")


@require_safe
@room(rights.MANAGE_TICKETS)
def replay(request: Visit, pk: int) -> HttpResponse:
    """How far a replay has come, or what it has found."""
    known = get_object_or_404(Replay.objects.filter(by=request.user), pk=pk)
    values = {"replay": played(known, request.user)}
    return page(request, "manage/norms/replay.html", values, here="norms", piece="manage/norms/_replay.html")


def _show(request: Visit, form: NormsForm, tried: Played | None = None) -> HttpResponse:
    line, level = form.line, form.level
    lines = [Choice(_address(None, level), _("All lines"), line is None)]
    known = Line.objects.filter(is_active=True)
    lines += [Choice(_address(one, level), str(one.name), one == line) for one in known]
    levels = [Choice(_address(line, None), pgettext("of a norm", "Everybody"), level is None)]
    levels += [Choice(_address(line, one.value), str(one.label), one.value == level) for one in Level]
    values = {"form": form, "lines": lines, "levels": levels, "replay": tried, "coming": _coming(request, line)}
    values["action"] = _address(line, level)
    values["recount"] = recounts.last("norm", request.user)
    values["nothing"] = "try" in request.POST and tried is None and not form.errors
    return page(request, "manage/norms/index.html", values, here="norms", history=("norm", ""))


def _try(request: Visit, form: NormsForm) -> Played | None:
    """Begin a replay, and show it at once when the month is small."""
    drafts = list(form.drafts().values())
    if not drafts:
        return None
    since, until = form.tried_on()
    begun = replaying.begin(drafts, since, until, by=request.user)
    return played(replaying.go_on(begun.pk, AT_ONCE), request.user)


def _coming(request: Visit, line: Line | None) -> list[Coming]:
    words, now = Words(request.user), clock.now()
    news = Q(valid_from__gt=now) | Q(pk__in=Norm.objects.announced(now))
    norms = list(Norm.objects.standing().filter(news, line=line).select_related("status"))
    readers = norming.readers()
    read: dict[int, set[int]] = {}
    for norm, person in Acknowledgement.objects.filter(norm__in=norms).values_list("norm", "person"):
        read.setdefault(norm, set()).add(person)
    return [_coming_one(norm, readers, read.get(norm.pk, set()), words) for norm in norms]


def _coming_one(norm: Norm, readers: dict[int, str], read: set[int], words: Words) -> Coming:
    missing = [name for pk, name in readers.items() if pk not in read]
    more = len(missing) - SHOWN
    names = ", ".join(missing[:SHOWN]) + (" " + _("and %(count)s more") % {"count": more} if more > 0 else "")
    return Coming(
        norm.pk,
        _named(norm.status),
        "" if norm.level is None else str(Level(norm.level).label),
        ", ".join(map(shown_length, norm.limits)) or pgettext("of a norm", "no norm"),
        words.sentence(norm.valid_from),
        _("read by %(count)s of %(all)s") % {"count": len(readers) - len(missing), "all": len(readers)},
        names,
        norm.valid_from > words.now,
    )


def _named(status: Any) -> str:
    return str(status.name) if status else _("Debt of reply in another status")


def _line(request: Visit) -> Line | None:
    code = request.GET.get("line", "")
    return get_object_or_404(Line, code=code, is_active=True) if code else None


def _level(request: Visit) -> int | None:
    """What cannot be read is asked for everybody."""
    known = {str(one.value): one.value for one in Level}
    return known.get(request.GET.get("level", ""))


def _address(line: Line | None, level: int | None) -> str:
    query = {"line": line.code if line else "", "level": "" if level is None else str(level)}
    given = urlencode({name: value for name, value in query.items() if value})
    return reverse("manage:norms") + (f"?{given}" if given else "")
