"""A draft of a reply is asked for, and waited for; whatever comes is words for the composer and nothing else."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from otklik.desk.assisted import Assisted, shown
from otklik.desk.scopes import Visit, at_desk
from otklik.desk.seen import Seen
from otklik.kernel import throttle
from otklik.kernel.verbs import Forbidden
from otklik.knowledge import assistant, drafting
from otklik.knowledge.models import Drafted

A_MINUTE = 6
"""Drafts that one person may ask for."""


@require_POST
@at_desk
def ask(request: Visit, number: int) -> HttpResponse:
    """Let one be written."""
    seen = Seen(request.user, number)
    if not seen.may.reply:
        raise Forbidden("assistant.reply", _("Your role does not allow this."))
    if assistant.wire() is None:
        return _card(request, number, Assisted("failed", problem=assistant.reason("off")))
    often = not throttle.hit(f"assistant:{request.user.pk}", A_MINUTE, timedelta(minutes=1))
    if often or not throttle.hit("assistant", assistant.A_DAY.value, timedelta(days=1)):
        said = _("Too often. Try again in a minute.") if often else _("As many drafts as a day may have were written.")
        return _card(request, number, Assisted("failed", problem=said))
    return _card(request, number, shown(drafting.ask(seen.ticket, by=request.user)))


@require_safe
@at_desk
def show(request: Visit, number: int, pk: int) -> HttpResponse:
    """How far it is."""
    seen = Seen(request.user, number)
    draft = get_object_or_404(Drafted.objects.visible_to(request.user), ticket=seen.ticket, pk=pk)
    return _card(request, number, shown(draft))


def _card(request: Visit, number: int, assisted: Assisted) -> HttpResponse:
    return render(request, "desk/tickets/_assistant.html", {"assisted": assisted, "number": number})
