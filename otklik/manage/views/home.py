"""The first page of the settings: its rooms, and what is wrong in them."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from otklik.manage.scopes import Visit, room
from otklik.manage.shell import page
from otklik.people import rights


@require_safe
@room(rights.DESK)
def home(request: Visit) -> HttpResponse:
    """What there is to arrange."""
    return page(request, "manage/home.html", {})
