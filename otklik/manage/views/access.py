"""A mailbox at Google or Microsoft: its owner agrees there and comes back with a code (RFC 6749 §4.1)."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from otklik.channels.email.oauth import NoToken
from otklik.channels.models import Access, Mailbox
from otklik.kernel.text import clean_line
from otklik.manage.scopes import Visit, room, to
from otklik.people import rights
from otklik.ui import answering


@require_POST
@room(rights.MANAGE_CHANNELS)
def ask(request: Visit, pk: int) -> HttpResponse:
    """Keep the registration, and show the way to the provider; the browser follows it by a link (CSP form-action)."""
    mailbox = get_object_or_404(Mailbox.objects.visible_to(request.user), pk=pk)
    names = ("provider", "client_id", "client_secret", "tenant")
    known = {name: clean_line(request.POST.get(name, ""))[:300] for name in names}
    address = Access.ask(mailbox, by=request.user, back=_back(), **known)
    values = {"address": address, "title": Access.objects.get(mailbox=mailbox).get_provider_display()}
    if answering.is_fragment(request):
        return render(request, "manage/mailboxes/_agree.html", values)
    return HttpResponse(status=303, headers={"Location": address})


@require_safe
@room(rights.MANAGE_CHANNELS)
def granted(request: Visit) -> HttpResponse:
    """The owner comes back."""
    if refusal := request.GET.get("error", ""):
        messages.error(request, _("The provider refused: %(why)s") % {"why": clean_line(refusal)[:200]})
        return to("mailboxes")
    state, code = request.GET.get("state", ""), request.GET.get("code", "")
    try:
        access = Access.grant(state, code, by=request.user, back=_back())
    except NoToken as trouble:
        messages.error(request, _("The provider refused: %(why)s") % {"why": trouble.error or trouble.reason})
        return to("mailboxes")
    messages.success(request, _("The mailbox is connected."))
    return to("mailbox", access.mailbox_id)


def _back() -> str:
    """Where the provider sends the owner; it must know this address beforehand."""
    return f"{settings.SITE_URL}{reverse('manage:mailbox_granted')}"
