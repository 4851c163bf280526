"""Soon."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from otklik.desk.scopes import Visit, at_desk


@require_POST
@at_desk
def create(request: Visit) -> HttpResponse:
    return HttpResponse("")
