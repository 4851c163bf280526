"""How far texts are compared, and how right suggestions of categories are."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from otklik.knowledge import categorising, embedding, suggesting, vectors
from otklik.knowledge.encoding import best
from otklik.manage.scopes import Visit, room, to
from otklik.manage.shell import page
from otklik.people import rights
from otklik.ui.formats import Words


@require_safe
@room(rights.MANAGE_TICKETS)
def index(request: Visit) -> HttpResponse:
    """The encoder at work, how far it has come, what was measured."""
    words, trust, store = Words(request.user), suggesting.trust(), vectors.store()
    values = {
        "encoder": best().name,
        "store": store,
        "bound": words.number(vectors.NEWEST_COMPARED[store]),
        "progress": embedding.progress(),
        "trust": trust,
        "at": words.stamp(trust.at) if trust else None,
        "shares": {name: round(getattr(trust, name) * 100) for name in ("first", "third", "accuracy", "coverage")}
        if trust
        else {},
        "wanted": round(categorising.RIGHT_OFTEN * 100),
        "least": categorising.LEAST_EXAMINED,
    }
    return page(request, "manage/likeness/index.html", values, here="likeness")


@require_POST
@room(rights.MANAGE_TICKETS)
def examine(request: Visit) -> HttpResponse:
    """Measure again now; it is done every three hours by itself."""
    suggesting.examine()
    messages.success(request, _("Measured."))
    return to("likeness")
