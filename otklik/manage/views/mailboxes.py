"""Mailboxes: where letters come from and leave by (A2)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from otklik.channels.email import providers
from otklik.channels.email.access import AccessProvider
from otklik.channels.models import Access, Mailbox
from otklik.kernel import clock, throttle
from otklik.kernel.verbs import Refused
from otklik.manage import mailing
from otklik.manage.forms.filling import done, posted
from otklik.manage.forms.mailboxes import MailboxForm
from otklik.manage.scopes import Visit, room, to
from otklik.manage.shell import page
from otklik.people import rights
from otklik.ui import answering
from otklik.ui.formats import Words

CHECKS_A_MINUTE = 6
"""Each holds a thread for up to half a minute."""


@require_safe
@room(rights.MANAGE_CHANNELS)
def index(request: Visit) -> HttpResponse:
    """All mailboxes, and how they fare."""
    words = Words(request.user)
    known = Mailbox.objects.visible_to(request.user).select_related("line")
    rows = [(mailbox, mailing.ways(mailbox, words)) for mailbox in known]
    values, history = {"rows": rows}, ("mailbox", "")
    piece = "manage/mailboxes/_rows.html"
    return page(request, "manage/mailboxes/index.html", values, here="mailboxes", history=history, piece=piece)


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.MANAGE_CHANNELS)
def new(request: Visit) -> HttpResponse:
    """One more."""
    form = posted(request, MailboxForm)
    if done(form, lambda data: Mailbox.add(by=request.user, **data)):
        return to("mailboxes")
    return _edit(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.MANAGE_CHANNELS)
def edit(request: Visit, pk: int) -> HttpResponse:
    """Its settings; passwords only go in."""
    mailbox = _visible(request, pk)
    form = posted(request, MailboxForm, mailbox=mailbox)
    if done(form, lambda data: _visible(request, pk).change(by=request.user, **data)):
        messages.success(request, _("Saved."))
        return to("mailbox", pk)
    return _edit(request, form, mailbox)


@require_POST
@room(rights.MANAGE_CHANNELS)
def check(request: Visit, pk: int | None = None) -> HttpResponse:
    """Sign in to both servers with what is in the form, and say how it went."""
    mailbox = _visible(request, pk) if pk else Mailbox(since=clock.now().date())
    form = posted(request, MailboxForm, mailbox=mailbox if pk else None)
    if not form.is_valid():
        return _findings(request, form, mailbox, said=_("Fill in the form first."))
    if not throttle.hit(f"mailbox-check:{request.user.pk}", CHECKS_A_MINUTE, timedelta(minutes=1)):
        return _findings(request, form, mailbox, said=_("Too often. Try again in a minute."))
    try:
        findings = mailbox.with_trial(**form.cleaned_data).check_connection()
    except Refused as refused:
        return _findings(request, form, mailbox, said=str(refused.said))
    said = "" if findings else _("Name the server for fetching or the one for sending.")
    return _findings(request, form, mailbox, said=said, ways=[mailing.found(finding) for finding in findings])


@require_POST
@room(rights.MANAGE_CHANNELS)
def use(request: Visit, pk: int) -> HttpResponse:
    """Pause it, or go on."""
    _visible(request, pk).change(by=request.user, is_active=request.POST.get("active") == "1")
    return to("mailbox", pk)


def _visible(request: Visit, pk: int) -> Mailbox:
    return get_object_or_404(Mailbox.objects.visible_to(request.user), pk=pk)


def _findings(request: Visit, form: Any, mailbox: Mailbox, *, said: str, ways: Any = ()) -> HttpResponse:
    values = {"said": said, "ways": ways}
    if answering.is_fragment(request):
        return render(request, "manage/mailboxes/_findings.html", values)
    return _edit(request, form, mailbox if mailbox.pk else None, **values)


def _edit(request: Visit, form: Any, mailbox: Mailbox | None, *, said: str = "", ways: Any = ()) -> HttpResponse:
    values = {
        "form": form,
        "mailbox": mailbox,
        "title": mailbox.address if mailbox else _("New mailbox"),
        "button": pgettext("button", "Save") if mailbox else pgettext("button", "Add"),
        "state": mailing.ways(mailbox, Words(request.user)) if mailbox else [],
        "said": said,
        "ways": ways,
    }
    if mailbox is not None:
        values.update(_without_password(mailbox, Words(request.user)))
    history = ("mailbox", mailbox.pk) if mailbox else None
    return page(request, "manage/mailboxes/mailbox.html", values, here="mailboxes", history=history)


def _without_password(mailbox: Mailbox, words: Words) -> dict[str, Any]:
    """How the mailbox is connected to a provider, and what the provider has to know of us."""
    access = Access.objects.filter(mailbox=mailbox).first()
    address = reverse("manage:mailbox_reports", args=[mailbox.pk, providers.proof_for(mailbox)])
    return {
        "access": access,
        "access_broken": words.sentence(access.broken_since) if access and access.broken_since else "",
        "access_back": f"{settings.SITE_URL}{reverse('manage:mailbox_granted')}",
        "access_providers": AccessProvider.choices,
        "reports": f"{settings.SITE_URL}{address}",
    }
