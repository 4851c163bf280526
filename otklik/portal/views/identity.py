"""«Это Вы?»: by the link of a letter to a confirmed address, or signed in on the page of the request (R22)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from otklik.cards import vouching
from otklik.cards.models import Proof, Way
from otklik.kernel import signing
from otklik.kernel.verbs import Refused, Stale
from otklik.people.models import Person
from otklik.portal.scopes import Visit, for_customers, to, visible_ticket


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, token: str) -> HttpResponse:
    """The page of a letter's link; looking at it confirms nothing, since programs follow links too."""
    proof = _asked(token)
    if request.method != "POST":
        return _page(request, proof)
    try:
        _answered(proof, request.POST.get("answer", ""), proof.person)
    except Refused as refused:
        proof.refresh_from_db()
        return _page(request, proof, 409 if isinstance(refused, Stale) else 422, error=str(refused.said))
    proof.refresh_from_db()
    return _page(request, proof)


@require_POST
@for_customers
def answer(request: Visit, number: int) -> HttpResponse:
    """Signed in, on the page of the request."""
    ticket = visible_ticket(request.user, number)
    proof = vouching.awaited(ticket, request.user)
    if proof is not None:
        _answered(proof, request.POST.get("answer", ""), request.user)
    return to(reverse("portal:request", kwargs={"number": ticket.number}))


def _answered(proof: Proof, said: str, by: Person) -> None:
    if said == "no":
        vouching.deny(proof, by=by)
    elif said == "yes":
        vouching.confirm(proof, by=by)


def _asked(token: str) -> Proof:
    try:
        number = int(signing.read("proof", token))
    except (signing.BadSignature, ValueError):
        raise Http404 from None
    return get_object_or_404(Proof.objects.select_related("ticket", "person"), pk=number, way=Way.LETTER)


def _page(request: HttpRequest, proof: Proof, status: int = 200, **values: Any) -> HttpResponse:
    context = {"proof": proof, "ticket": proof.ticket, "error": "", **values}
    response = render(request, "portal/identity.html", context, status=status)
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"  # the address is the proof
    return response
