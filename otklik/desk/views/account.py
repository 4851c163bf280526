"""The customer's account in our systems: fetched when the request is on the page, never in its way (C2)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from otklik.cards import doing, leading, looking
from otklik.cards.models import Link, Source
from otklik.cards.reading import Action
from otklik.desk import deeds, fragments, shell
from otklik.desk.account import panel
from otklik.desk.scopes import Visit, at_desk, is_fragment
from otklik.desk.seen import Seen
from otklik.desk.steps.ordering import Ordering
from otklik.kernel import once, throttle
from otklik.kernel.verbs import Refused, Stale

ANEW_A_MINUTE = 10


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def show(request: Visit, number: int) -> HttpResponse:
    """The account; a post asks the source anew."""
    seen = Seen(request.user, number)
    anew = request.method == "POST"
    if anew and not throttle.hit(f"card-anew:{request.user.pk}", ANEW_A_MINUTE, timedelta(minutes=1)):
        raise Refused("card.often", _("Too often. Try again in a minute."))
    values: dict[str, Any] = {"ticket": seen.ticket, "account": panel(seen, anew=anew), "may": seen.may}
    if is_fragment(request):
        return render(request, "desk/tickets/_account.html", values)
    return shell.page(request, "desk/tickets/account.html", **values)


@never_cache
@require_safe
@at_desk
def follow(request: Visit, number: int, pk: int) -> HttpResponse:
    """Into our own system; who looks is written down, and the address is made at this moment."""
    seen = Seen(request.user, number)
    link = get_object_or_404(Link.objects.visible_to(request.user), pk=pk)
    if request.method == "HEAD" or "prefetch" in request.headers.get("Sec-Purpose", ""):
        return HttpResponse(status=204)
    address = leading.follow(link, seen.ticket, by=request.user)
    return HttpResponse(status=303, headers={"Location": address, "Referrer-Policy": "no-referrer"})


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def act(request: Visit, number: int, code: str) -> HttpResponse:
    """One action of the card: asked first, then ordered once."""
    seen = Seen(request.user, number)
    permit = doing.permit(code, request.user)
    if permit is None:
        raise Http404
    form = Ordering(seen, _offered(seen, code), permit, request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _shown(request, form)
    try:
        said = once.once(request.POST.get("once", ""), by=request.user, verb=f"card.{code}", act=form.act)
    except Refused as refused:
        form.full_clean()
        form.note_refusal(refused)
        return _shown(request, form, 409 if isinstance(refused, Stale) else 422)
    return fragments.done(request, number, said)


def _offered(seen: Seen, code: str) -> Action:
    """What the source says of it now. Refused while it does not answer."""
    source = Source.current()
    look = looking.look(source, seen.ticket) if source is not None and looking.may_look(seen.person) else None
    if look is None or look.account is None:
        why = deeds.reason(look.trouble if look is not None else "off")
        raise Refused("card.trouble", _("The card cannot be looked at now: %(why)s.") % {"why": why})
    found = next((one for one in look.account.actions if one.code == code), None)
    if found is None:
        raise Stale("card.action", _("Our system does not offer this for the customer any more."))
    return found


def _shown(request: Visit, form: Ordering, status: int = 200) -> HttpResponse:
    number = form.ticket.number
    values: dict[str, Any] = {
        "form": form,
        "action": reverse("desk:account-action", args=[number, form.action.code]),
        "once": once.token(),
    }
    if not is_fragment(request):
        return shell.page(request, "desk/tickets/step.html", status=status, ticket=form.ticket, **values)
    name = "_step" if request.method == "GET" else "_step_form"
    return render(request, f"desk/tickets/{name}.html", values, status=status)
