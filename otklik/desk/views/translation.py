"""A message in the reader's language, a reply in the customer's: by a machine, never sent by it (A11)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_POST

from otklik.desk import fragments
from otklik.desk.scopes import Visit, at_desk, is_fragment, visible_ticket
from otklik.desk.seen import Seen
from otklik.desk.translated import Foreign, Foreigners
from otklik.kernel.text import clean
from otklik.kernel.verbs import Refused
from otklik.tickets.models import Message
from otklik.translation import translating


@require_POST
@at_desk
def message(request: Visit, number: int, pk: int) -> HttpResponse:
    """Put the message in the reader's language beneath the original; what failed is said there, and harms nothing."""
    ticket = visible_ticket(request.user, number)
    one = get_object_or_404(Message.objects.visible_to(request.user), ticket=ticket, pk=pk)
    problem = ""
    try:
        translating.message(one, into=request.user.language, by=request.user)
    except Refused as refused:
        if not is_fragment(request):
            raise
        problem = str(refused.said)
    if not is_fragment(request):
        return fragments.done(request, number)
    url = reverse("desk:translation", args=[number, pk])
    foreign = Foreigners(number, request.user.language, [one]).of(one) or Foreign(url, request.user.language, None)
    values = {"pk": pk, "foreign": foreign, "problem": problem}
    return render(request, "desk/tickets/_translation.html", values, status=422 if problem else 200)


@require_POST
@at_desk
def reply(request: Visit, number: int) -> HttpResponse:
    """What is written, in the language of the customer, for its author to edit."""
    seen = Seen(request.user, number)
    into = seen.ticket.language or seen.ticket.customer.language
    problem, body = "", ""
    try:
        body = translating.draft(clean(request.POST.get("body", "")), into=into, by=request.user)
    except Refused as refused:
        problem = str(refused.said)
    values = {"body": body, "problem": problem}
    response = render(request, "desk/tickets/_reply_translation.html", values, status=422 if problem else 200)
    patch_cache_control(response, no_store=True)
    return response
