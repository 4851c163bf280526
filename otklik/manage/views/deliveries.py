"""Replies that did not arrive, or wait for a mailbox: with their reason and age, tried again one by one or together."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from otklik.channels import delivering
from otklik.channels.models import Delivery
from otklik.channels.tracing import told
from otklik.kernel import keyset
from otklik.manage.scopes import Visit, room, to
from otklik.manage.shell import page
from otklik.people import rights
from otklik.tickets.ask import Delivered
from otklik.ui.formats import Words

SIZE = 50


@require_safe
@room(rights.MANAGE_CHANNELS)
def index(request: Visit) -> HttpResponse:
    """The newest first."""
    stuck = Delivery.objects.visible_to(request.user).stuck().defer("content")
    stuck = stuck.select_related("message__ticket", "message__author")
    found = keyset.page(stuck, order=["-id"], size=SIZE, cursor=request.GET.get("page", ""), view="deliveries")
    words = Words(request.user)
    rows = [(one, tell, words.stamp(tell.at or one.created_at, words.moment)) for one, tell in _told(found.rows)]
    values = {"rows": rows, "found": found, "can_all": any(one.state == "failed" for one in found.rows)}
    piece = "manage/deliveries/_rows.html"
    return page(request, "manage/deliveries/index.html", values, here="deliveries", piece=piece)


@require_POST
@room(rights.MANAGE_CHANNELS)
def retry(request: Visit, pk: int) -> HttpResponse:
    """Send it once more."""
    get_object_or_404(Delivery.objects.visible_to(request.user), pk=pk).try_again(by=request.user)
    messages.success(request, _("The letter is sent once more."))
    return to("deliveries")


@require_POST
@room(rights.MANAGE_CHANNELS)
def retry_all(request: Visit) -> HttpResponse:
    """Send everything once more that no server has taken."""
    count = delivering.try_all_again(by=request.user)
    said = ngettext("%(count)s letter is sent once more.", "%(count)s letters are sent once more.", count)
    messages.success(request, said % {"count": count})
    return to("deliveries")


def _told(rows: list[Delivery]) -> list[tuple[Delivery, Delivered]]:
    return [(one, told(one)) for one in rows]
