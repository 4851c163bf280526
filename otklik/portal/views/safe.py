"""Passwords and documents go here, never into a message: by the link of a letter, or from a request (R22)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, TypeGuard

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from otklik.kernel import sensitive, signing, throttle
from otklik.kernel.verbs import Refused, Stale
from otklik.people.models import Person
from otklik.portal.scopes import Visit, for_customers, visible_ticket
from otklik.tickets.models import Secret, Ticket
from otklik.tickets.models.protecting import MOST_BYTES, Given

TRIES_AN_HOUR = 60
LONGEST = 20_000
"""Characters that are looked at while somebody writes."""
_NOTHING = {"label": "", "typed": "", "error": "", "is_free": False, "is_filled": False, "is_over": False}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def field(request: HttpRequest, token: str) -> HttpResponse:
    """The field that support asks for. Whoever has the link may fill it once, and nobody reads it here."""
    secret = _asked(token)
    if not secret.is_open:
        return _page(request, secret.ticket, label=secret.label, is_filled=secret.filled_at is not None, is_over=True)
    if request.method != "POST":
        return _page(request, secret.ticket, label=secret.label)
    try:
        _stop_flood(request)
        secret.ticket.fill_secret(secret, _given(request), by=_giver(request, secret.ticket))
    except Refused as refused:
        status = 409 if isinstance(refused, Stale) else 422
        return _page(request, secret.ticket, status, label=secret.label, error=str(refused.said))
    return _page(request, secret.ticket, label=secret.label, is_filled=True, is_over=True)


@never_cache
@require_POST
def pasted(request: HttpRequest) -> HttpResponse:
    """While somebody writes: whether a secret stands in their text. Nothing is kept, and nothing is hindered."""
    found = sensitive.find(request.POST.get("text", "")[:LONGEST])
    return render(request, "portal/_pasted.html", {"pasted": bool(found)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_customers
def send(request: Visit, number: int) -> HttpResponse:
    """Something sent safely unasked, by somebody who sees the request."""
    ticket = visible_ticket(request.user, number)
    if request.method != "POST":
        return _page(request, ticket, is_free=True)
    label = request.POST.get("label", "")
    try:
        _stop_flood(request)
        ticket.hand_secret(label, _given(request), by=request.user)
    except Refused as refused:
        return _page(request, ticket, 422, is_free=True, typed=label, error=str(refused.said))
    return _page(request, ticket, label=label, is_filled=True, is_over=True)


def _asked(token: str) -> Secret:
    try:
        number = int(signing.read("secret", token))
    except (signing.BadSignature, ValueError):
        raise Http404 from None
    secrets = Secret.objects.select_related("ticket__customer", "asked_by").defer("value", "name", "content")
    return get_object_or_404(secrets, pk=number)


def _giver(request: HttpRequest, ticket: Ticket) -> Person:
    """Who is signed in and takes part, else the customer: the link went to them."""
    if takes_part(request.user, ticket):
        return request.user
    return ticket.customer


def _given(request: HttpRequest) -> Given:
    file = request.FILES.get("file")
    content = file.read(MOST_BYTES + 1) if file else b""
    return Given(request.POST.get("value", ""), (file.name or "") if file else "", content)


def _stop_flood(request: HttpRequest) -> None:
    if not throttle.hit(f"safe:{request.META.get('REMOTE_ADDR', '')}", TRIES_AN_HOUR, timedelta(hours=1)):
        raise Refused("safe.often", _("Too many attempts from your network. Try again in an hour."))


def _page(request: HttpRequest, ticket: Ticket, status: int = 200, **values: Any) -> HttpResponse:
    context = {"ticket": ticket, "knows": takes_part(request.user, ticket), **_NOTHING, **values}
    response = render(request, "portal/safe.html", context, status=status)
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"  # the address is the proof
    return response


def takes_part(person: Any, ticket: Ticket) -> TypeGuard[Person]:
    """Whether this is somebody of the customer's side who sees the request."""
    is_customer = isinstance(person, Person) and not person.is_staff_member
    return is_customer and Ticket.objects.visible_to(person).filter(pk=ticket.pk).exists()
