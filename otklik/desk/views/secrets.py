"""What is kept apart is shown by a click, and the click is written down (R22)."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from otklik.desk import fragments, shell
from otklik.desk.scopes import Visit, at_desk, is_fragment, visible_ticket
from otklik.kernel.crypto import Unreadable
from otklik.kernel.verbs import Refused
from otklik.tickets.models import Hidden, Message, Secret, Ticket

T = TypeVar("T")


@never_cache
@require_POST
@at_desk
def show(request: Visit, number: int, pk: int) -> HttpResponse:
    """What a protected field holds."""
    ticket = visible_ticket(request.user, number)
    secret = _opened(request, ticket, pk)
    file = reverse("desk:secret-file", args=[number, pk]) if secret.content else ""
    return _shown(request, ticket, secret.label, secret.value or "", file=file, name=secret.name or "")


@never_cache
@require_POST
@at_desk
def download(request: Visit, number: int, pk: int) -> HttpResponse:
    """The document of a protected field."""
    secret = _opened(request, visible_ticket(request.user, number), pk)
    response = HttpResponse(base64.b64decode(secret.content or ""), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = (
        f"attachment; filename*=UTF-8''{quote(secret.name or 'document', safe='')}"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
@at_desk
def erase(request: Visit, number: int, pk: int) -> HttpResponse:
    """Forget it before the request is closed."""
    ticket = visible_ticket(request.user, number)
    ticket.erase_secret(_field(ticket, pk), by=request.user)
    return fragments.done(request, number, pgettext("of a secret", "Erased"))


@never_cache
@require_POST
@at_desk
def disclose(request: Visit, number: int, pk: int) -> HttpResponse:
    """What a message said before its secrets were masked."""
    ticket = visible_ticket(request.user, number)
    messages = Message.objects.visible_to(request.user).filter(ticket=ticket, hidden__isnull=False)
    message = get_object_or_404(messages, pk=pk)
    said = _readable(lambda: ticket.disclose(message, by=request.user))
    return _shown(request, ticket, _("As it was written"), said["full_text"] or said["body"])


@never_cache
@require_POST
@at_desk
def disclose_subject(request: Visit, number: int) -> HttpResponse:
    """What the subject said before its secrets were masked."""
    ticket = visible_ticket(request.user, number)
    get_object_or_404(Hidden.objects.only("pk"), ticket=ticket)
    said = _readable(lambda: ticket.disclose(None, by=request.user))
    return _shown(request, ticket, _("As it was written"), said["subject"])


def _field(ticket: Ticket, pk: int) -> Secret:
    return get_object_or_404(Secret.objects.of(ticket), pk=pk)


def _opened(request: Visit, ticket: Ticket, pk: int) -> Secret:
    secret = _field(ticket, pk)
    return _readable(lambda: ticket.see_secret(secret, by=request.user))


def _readable(open_it: Callable[[], T]) -> T:
    """What was opened; in words, when the installation's key is gone."""
    try:
        return open_it()
    except Unreadable:
        said = _("It cannot be read: the key that it was encrypted with is gone. Ask for it once more.")
        raise Refused("secret.unreadable", said) from None


def _shown(request: Visit, ticket: Ticket, title: str, text: str, *, file: str = "", name: str = "") -> HttpResponse:
    values: dict[str, Any] = {"ticket": ticket, "title": title, "text": text, "file": file, "name": name}
    if is_fragment(request):
        return render(request, "desk/tickets/_secret.html", values)
    return shell.page(request, "desk/tickets/secret.html", **values)
