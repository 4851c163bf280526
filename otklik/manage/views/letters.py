"""Letters that could not be made a request: nothing is lost, a person decides (F10)."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from otklik.channels.email import comparing, rescuing
from otklik.channels.models import Inbound
from otklik.kernel import keyset
from otklik.kernel.verbs import Refused, Stale
from otklik.manage import ledgering, mailing
from otklik.manage.scopes import Visit, room, to
from otklik.manage.shell import page
from otklik.people import rights
from otklik.tickets.models import Ticket
from otklik.ui import downloads
from otklik.ui.formats import Words

SIZE = 50
DISCARDED = "discarded"


@require_safe
@room(rights.MANAGE_CHANNELS)
def index(request: Visit) -> HttpResponse:
    """The newest first; of one reason, if `why` names it; or those that were discarded."""
    why = request.GET.get("why", "")
    known = Inbound.objects.visible_to(request.user)
    parked = known.parked()
    wanted = known.discarded() if why == DISCARDED else parked.filter(reason=why) if why else parked
    cursor = request.GET.get("page", "")
    found = keyset.page(
        wanted.select_related("mailbox"), order=["-received_at"], size=SIZE, cursor=cursor, view=f"parked {why}"
    )
    words = Words(request.user)
    values = {
        "rows": [(one, words.stamp(one.received_at, words.moment), mailing.why_parked(one)) for one in found.rows],
        "found": found,
        "why": why,
        "reasons": mailing.reasons(parked.order_by().values_list("reason", flat=True).distinct()[:20], why),
        "query": urlencode({"why": why}) + "&" if why else "",
        "discarded": DISCARDED,
    }
    return page(request, "manage/letters/index.html", values, here="letters", piece="manage/letters/_rows.html")


@require_safe
@room(rights.MANAGE_CHANNELS)
def show(request: Visit, pk: int) -> HttpResponse:
    """Its head, its words as plain text, and what can be done with it."""
    return _shown(request, _visible(request, pk))


@require_POST
@room(rights.MANAGE_CHANNELS)
def retry(request: Visit, pk: int) -> HttpResponse:
    """Read it once more."""
    inbound = _visible(request, pk)
    if inbound.raw_id or inbound.content:
        inbound.try_again(by=request.user)
        messages.success(request, _("The letter is read once more."))
    else:
        comparing.ask_again(inbound, by=request.user)
        messages.success(request, _("Its server is asked for the letter once more, within ten minutes."))
    return to("letters")


@require_POST
@room(rights.MANAGE_CHANNELS)
def rescue(request: Visit, pk: int) -> HttpResponse:
    """Make a request from it by hand, and go there."""
    inbound = _visible(request, pk)
    try:
        ticket = rescuing.make_ticket(inbound, by=request.user, address=request.POST.get("address", ""))
    except Stale:
        raise
    except Refused as refused:
        return _shown(request, inbound, problem=str(refused.said), address=request.POST.get("address", ""))
    if not Ticket.objects.visible_to(request.user).filter(pk=ticket.pk).exists():
        return to("letters")
    return HttpResponse(status=303, headers={"Location": reverse("desk:ticket", args=[ticket.number])})


@require_POST
@room(rights.MANAGE_CHANNELS)
def discard(request: Visit, pk: int) -> HttpResponse:
    """Nothing is to come of it; it is kept."""
    _visible(request, pk).discard(by=request.user)
    messages.success(request, _("The letter is discarded. It is kept, and can be taken back."))
    return to("letters")


@require_POST
@room(rights.MANAGE_CHANNELS)
def take_back(request: Visit, pk: int) -> HttpResponse:
    """Let it wait for a decision again."""
    _visible(request, pk).take_back(by=request.user)
    return to("letter", pk)


@require_safe
@room(rights.MANAGE_CHANNELS)
def raw(request: Visit, pk: int) -> HttpResponse:
    """The letter as it came, to be saved."""
    inbound = _visible(request, pk)
    if inbound.raw is None:
        raise Http404
    return downloads.saved(inbound.raw, f"letter-{inbound.pk}.eml")


def _visible(request: Visit, pk: int) -> Inbound:
    known = Inbound.objects.visible_to(request.user).select_related("raw", "mailbox", "ticket", "copy_of")
    return get_object_or_404(known, pk=pk)


def _shown(request: Visit, inbound: Inbound, *, problem: str = "", address: str | None = None) -> HttpResponse:
    words = Words(request.user)
    ticket = Ticket.objects.visible_to(request.user).filter(pk=inbound.ticket_id or 0).first()
    values = {
        "letter": inbound,
        "title": inbound.subject or _("Letter without a subject"),
        "at": words.stamp(inbound.received_at, words.sentence),
        "size": words.size(inbound.raw.size) if inbound.raw else "",
        "mailbox": ledgering.named(inbound.mailbox),
        "state": str(inbound.get_state_display()),
        "why": mailing.why_parked(inbound) if inbound.state == "parked" else ledgering.aside(inbound),
        "is_parked": inbound.state == "parked",
        "is_discarded": inbound.state == "dropped" and inbound.reason == DISCARDED,
        "text": rescuing.words_of(inbound) if inbound.raw else "",
        "ticket": words.ticket(ticket.number) if ticket else "",
        "ticket_url": reverse("desk:ticket", args=[ticket.number]) if ticket else "",
        "problem": problem,
        "address": inbound.sender if address is None else address,
    }
    status = 422 if problem else 200
    return page(
        request, "manage/letters/letter.html", values, here="letters", history=("inbound", inbound.pk), status=status
    )
