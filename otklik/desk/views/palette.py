"""What Ctrl K finds."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from otklik.desk import finding
from otklik.desk.scopes import Visit, at_desk


@require_safe
@at_desk
def show(request: Visit) -> HttpResponse:
    """Groups of options for what was typed."""
    return render(request, "desk/_found.html", {"groups": finding.found(request.GET.get("q", ""), request.user)})
