"""Senders whose letters wait as suspicious."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from otklik.channels.models import BlockedSender, Inbound
from otklik.kernel import keyset
from otklik.manage.forms.filling import done, posted
from otklik.manage.scopes import Visit, room, to
from otklik.manage.shell import page
from otklik.people import rights
from otklik.ui import forms as ours
from otklik.ui.formats import Words

SIZE = 50


class BlockForm(forms.Form):
    """An address, or a whole domain."""

    value = ours.Line(
        label=gettext_lazy("Address or domain"),
        help_text=gettext_lazy("spam@example.com, or example.com for everybody there. Their letters wait parked."),
        max_length=320,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.MANAGE_CHANNELS)
def index(request: Visit) -> HttpResponse:
    """All of them, and one more."""
    form = posted(request, BlockForm)
    if done(form, lambda data: BlockedSender.add(data["value"], by=request.user)):
        messages.success(request, _("Blocked. Their letters wait among the parked ones."))
        return to("blocked")
    known = BlockedSender.objects.select_related("by")
    found = keyset.page(known, order=["value"], size=SIZE, cursor=request.GET.get("page", ""), view="blocked")
    words = Words(request.user)
    rows = [(one, words.stamp(one.at, words.moment)) for one in found.rows]
    values = {"form": form, "rows": rows, "found": found}
    status = 422 if form.errors else 200
    return page(request, "manage/blocked/index.html", values, here="blocked", status=status)


@require_POST
@room(rights.MANAGE_CHANNELS)
def lift(request: Visit, pk: int) -> HttpResponse:
    """Hear them again."""
    get_object_or_404(BlockedSender, pk=pk).lift(by=request.user)
    messages.success(request, _("Not blocked any more."))
    return to("blocked")


@require_POST
@room(rights.MANAGE_CHANNELS)
def block(request: Visit, pk: int) -> HttpResponse:
    """Block whoever wrote a parked letter."""
    letter = get_object_or_404(Inbound.objects.visible_to(request.user), pk=pk)
    BlockedSender.add(letter.sender, by=request.user)
    messages.success(request, _("Blocked. Their letters wait among the parked ones."))
    return to("letter", pk)
