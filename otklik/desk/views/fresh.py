"""Soon."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from otklik.desk.scopes import Visit, at_desk


@require_safe
@at_desk
def new(request: Visit) -> HttpResponse:
    return HttpResponse("")
