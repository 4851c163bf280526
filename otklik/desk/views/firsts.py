"""How soon customers hear a word, and how soon an answer to the point: by week, opening into requests (R4)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from otklik.desk import firsts, shell, written
from otklik.desk.scopes import Visit, at_desk
from otklik.kernel import clock, keyset
from otklik.people import rights
from otklik.routing import firsts as counted
from otklik.ui.formats import Words

SIZE = 50


@require_safe
@at_desk
def show(request: Visit) -> HttpResponse:
    """The weeks; or, when one is named, its requests."""
    _lead(request)
    week = _week(request.GET.get("week", ""))
    if week is None:
        values: dict[str, Any] = {"lines": firsts.lines(request.user), "heads": firsts.heads()}
        return shell.page(request, "desk/shift/firsts.html", here="console", **values)
    waits = request.GET.get("waits", "")
    here, words = firsts.address(week, waits if waits in counted.WAITING else ""), Words(request.user)
    cursor = request.GET.get("page", "")
    page = keyset.page(counted.found(request.user, week, waits), order=["-at"], size=SIZE, cursor=cursor, view=here)
    values = {
        "rows": firsts.rows(page.rows, words),
        "title": firsts.title(waits),
        "week": words.day(week),
        "newer": f"{here}&page={page.previous}" if page.previous else "",
        "older": f"{here}&page={page.next}" if page.next else "",
    }
    return shell.page(request, "desk/shift/firsts_week.html", here="console", **values)


@require_safe
@at_desk
def as_table(request: Visit) -> HttpResponse:
    """The weeks as CSV."""
    _lead(request)
    text = written.table(firsts.cells(request.user), request.user.language)
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="first-words-{clock.now():%Y-%m-%d}.csv"'
    return response


def _week(text: str) -> date | None:
    """The day with which a week begins; None for what is no day."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2200 else None


def _lead(request: Visit) -> None:
    if not request.user.may(rights.ASSIGN_OTHERS):
        raise PermissionDenied
