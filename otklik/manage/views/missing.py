"""What to write: what was looked for in vain, what was asked and not written of, what articles saved (E5)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST, require_safe

from otklik.knowledge import missing
from otklik.knowledge.models import Unanswered
from otklik.manage.scopes import Visit, room, to
from otklik.manage.shell import page
from otklik.people import rights
from otklik.ui.formats import Words

MOST = 50


@require_safe
@room(rights.WRITE_ARTICLES)
def index(request: Visit) -> HttpResponse:
    """The most frequent first, each with a way to begin an article."""
    words = Words(request.user)
    looked = Unanswered.objects.filter(settled_at__isnull=True)[:MOST]
    saved = missing.saved()
    values = {
        "looked": [(one, words.stamp(one.last_at)) for one in looked],
        "groups": missing.groups(request.user),
        "saved": saved,
        "hours": words.number(round(saved.time.total_seconds() / 3600, 1)),
        "days": missing.PERIOD.days,
        "takes": missing.REQUEST_TAKES.value.total_seconds() // 60,
    }
    return page(request, "manage/missing/index.html", values, here="missing")


@require_POST
@room(rights.WRITE_ARTICLES)
def settle(request: Visit, pk: int) -> HttpResponse:
    """It is written of, or need not be."""
    missing.settle(get_object_or_404(Unanswered, pk=pk), by=request.user)
    return to("missing")
