"""The report of violations, on the page and as a file (R25, H3)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from otklik.desk import shell
from otklik.desk.scopes import Visit, at_desk
from otklik.desk.violations import sheets
from otklik.desk.violations.look import Look, chips
from otklik.desk.violations.report import ASKED, report
from otklik.people import rights
from otklik.ui.formats import Words

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@at_desk
def show(request: Visit) -> HttpResponse:
    """By line: people, statuses, and who excused."""
    look = _look(request)
    shown = [one for one in chips(look, request.user, Words(request.user)) if one.name in ("period", *ASKED)]
    values: dict[str, Any] = {
        "report": report(look, request.user),
        "chips": shown,
        "files": {kind: f"{reverse('desk:report-file', args=[kind])}?{look.query}" for kind in ("xlsx", "csv")},
    }
    return shell.page(request, "desk/violations/report.html", here="violations", **values)


@require_safe
@at_desk
def as_file(request: Visit, kind: str) -> HttpResponse:
    """The same as a file."""
    if kind not in ("xlsx", "csv"):
        raise Http404
    look = _look(request)
    found = report(look, request.user)
    if kind == "xlsx":
        response = HttpResponse(sheets.xlsx(found), content_type=XLSX)
    else:
        response = HttpResponse(sheets.table(found, request.user.language), content_type="text/csv; charset=utf-8")
    name = f"violations-{look.period.first}-{look.period.last}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _look(request: Visit) -> Look:
    """For leads who see every request: turns are counted over all of them."""
    if not (request.user.may(rights.ASSIGN_OTHERS) and request.user.may(rights.SEE_ALL)):
        raise PermissionDenied
    return Look.of(request, reverse("desk:violation-report"))
