"""«Мои нормативы»: what holds for me, what comes, and that I have read it (R24)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from otklik.clocks import norming
from otklik.clocks.models import Norm
from otklik.desk import norms, shell
from otklik.desk.scopes import Visit, at_desk, back
from otklik.kernel import clock
from otklik.notices import telling

MOST = 200


@require_safe
@at_desk
def show(request: Visit) -> HttpResponse:
    """Norms in force by line; changes with what was and what will be."""
    changes = norms.changes(request.user)
    values: dict[str, Any] = {
        "lines": norms.in_force(request.user),
        "changes": changes,
        "unread": [one.pk for one in changes if one.read_at is None],
    }
    return shell.page(request, "desk/norms.html", here="norms", **values)


@require_POST
@at_desk
def read(request: Visit) -> HttpResponse:
    """I have read those that the page showed; what has been set since stays unread."""
    shown = [int(pk) for pk in request.POST.getlist("norm")[:MOST] if pk.isascii() and pk.isdecimal() and len(pk) < 10]
    for norm in Norm.objects.announced(clock.now()).filter(pk__in=shown):
        norming.acknowledge(norm, by=request.user)
    telling.read_about_norms(request.user)
    messages.success(request, _("Noted: read."))
    return back(request, reverse("desk:norms"))
