"""Letters that could not be made a request: nothing is lost, a person decides (F10)."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from otklik.channels.models import Inbound
from otklik.kernel import keyset
from otklik.manage import mailing
from otklik.manage.scopes import Visit, room, to
from otklik.manage.shell import page
from otklik.people import rights
from otklik.ui import downloads
from otklik.ui.formats import Words

SIZE = 50


@require_safe
@room(rights.MANAGE_CHANNELS)
def index(request: Visit) -> HttpResponse:
    """The newest first."""
    parked = Inbound.objects.visible_to(request.user).parked().select_related("mailbox")
    found = keyset.page(parked, order=["-received_at"], size=SIZE, cursor=request.GET.get("page", ""), view="parked")
    words = Words(request.user)
    rows = [(one, words.stamp(one.received_at, words.moment), mailing.why_parked(one)) for one in found.rows]
    piece = "manage/letters/_rows.html"
    return page(request, "manage/letters/index.html", {"rows": rows, "found": found}, here="letters", piece=piece)


@require_POST
@room(rights.MANAGE_CHANNELS)
def retry(request: Visit, pk: int) -> HttpResponse:
    """Read it once more."""
    get_object_or_404(Inbound.objects.visible_to(request.user), pk=pk).try_again(by=request.user)
    messages.success(request, _("The letter is read once more."))
    return to("letters")


@require_safe
@room(rights.MANAGE_CHANNELS)
def raw(request: Visit, pk: int) -> HttpResponse:
    """The letter as it came, to be saved."""
    inbound = get_object_or_404(Inbound.objects.visible_to(request.user).select_related("raw"), pk=pk)
    if inbound.raw is None:
        raise Http404
    return downloads.saved(inbound.raw, f"letter-{inbound.pk}.eml")
