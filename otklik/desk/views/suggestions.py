"""What may help with a request, its category by one key, the language of a message put right (E4, B7, A11)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from otklik.desk import fragments
from otklik.desk.composer import promised
from otklik.desk.scopes import Visit, at_desk
from otklik.desk.seen import Seen
from otklik.desk.suggested import suggested
from otklik.tickets import speaking
from otklik.tickets.models import Category, Message
from otklik.ui.formats import Words


@require_safe
@at_desk
def show(request: Visit, number: int) -> HttpResponse:
    """The part of the right column that is fetched when the rest is there."""
    seen = Seen(request.user, number)
    until = Words(seen.ticket.customer).sentence(promised(seen))
    values = {"ticket": seen.ticket, "suggested": suggested(seen, until)}
    return render(request, "desk/tickets/_suggestions.html", values)


@require_POST
@at_desk
def categorise(request: Visit, number: int) -> HttpResponse:
    """One of the suggested categories."""
    seen = Seen(request.user, number)
    chosen = request.POST.get("category", "")
    pk = int(chosen) if chosen.isascii() and chosen.isdecimal() and len(chosen) < 19 else 0
    category = get_object_or_404(Category, pk=pk, is_active=True)
    seen.ticket.categorise(category, by=request.user)
    return fragments.done(request, number, _("Category: %(name)s") % {"name": category.name})


@require_POST
@at_desk
def set_language(request: Visit, number: int, pk: int) -> HttpResponse:
    """A message is in another language than was found."""
    seen = Seen(request.user, number)
    said = Message.objects.visible_to(request.user).filter(ticket=seen.ticket)
    message = get_object_or_404(said, pk=pk)
    speaking.correct(message, request.POST.get("language", ""), by=request.user)
    name = dict(settings.LANGUAGES)[message.language]
    return fragments.done(request, number, _("Language of the message: %(name)s") % {"name": _(name)})
