"""A reply that did not arrive: sent once more, or to another address of the customer (F11)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from otklik.channels.models import Delivery
from otklik.desk import fragments
from otklik.desk.scopes import Visit, at_desk, visible_ticket
from otklik.kernel.text import clean_line
from otklik.kernel.verbs import Refused
from otklik.people import identifying


@require_POST
@at_desk
def retry(request: Visit, number: int, pk: int) -> HttpResponse:
    """The same letter to the same address."""
    _visible(request, number, pk).try_again(by=request.user)
    return fragments.done(request, number, _("The letter is sent once more"))


@require_POST
@at_desk
def redirect(request: Visit, number: int, pk: int) -> HttpResponse:
    """The same words to another address, at which the customer is answered from now on."""
    delivery = _visible(request, number, pk)
    if delivery.recipient is None:
        raise Refused("delivery.foreign", _("This address belongs to somebody else."))
    typed = clean_line(request.POST.get(f"address-{pk}", ""))
    identity = identifying.add(delivery.recipient, delivery.channel, typed, by=request.user)
    delivery.redirect(identity, by=request.user)
    ticket = visible_ticket(request.user, number)
    if not delivery.is_copy and ticket.reply_to_id != identity.pk:
        ticket.answer_at(identity, by=request.user)
    return fragments.done(request, number, _("The letter goes to %(address)s") % {"address": identity.value})


def _visible(request: Visit, number: int, pk: int) -> Delivery:
    ticket = visible_ticket(request.user, number)
    seen = Delivery.objects.visible_to(request.user).select_related("recipient", "message__ticket")
    return get_object_or_404(seen, message__ticket=ticket, pk=pk)
