"""Dig deeper: typed queries to the company's system beside a request, and their answers as notes (C2)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from otklik.cards import inquiring, looking
from otklik.cards.models import Inquiry, Permit, Source
from otklik.cards.querying import Query
from otklik.desk import deeds, fragments, shell
from otklik.desk.inquiries import note, shown
from otklik.desk.scopes import Visit, at_desk, is_fragment
from otklik.desk.seen import Seen
from otklik.desk.steps.querying import Querying, asked
from otklik.kernel import throttle
from otklik.kernel.verbs import Refused, Stale
from otklik.people import rights

RUNS_A_MINUTE = 20


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def ask(request: Visit, number: int, code: str) -> HttpResponse:
    """One query: its form, and below it what the system answered."""
    seen, source, permit = _place(request, number, code)
    form = Querying(seen, _offered(seen, source, code), permit, request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _shown(request, form)
    if not form.is_valid():
        return _shown(request, form, 422)
    if not throttle.hit(f"card-query:{request.user.pk}", RUNS_A_MINUTE, timedelta(minutes=1)):
        form.add_error(None, _("Too often. Try again in a minute."))
        return _shown(request, form, 422)
    try:
        run = form.run(source)
    except Refused as refused:
        form.note_refusal(refused)
        return _shown(request, form, 422)
    if run.answer is None:
        form.add_error(None, _("There is no answer: %(why)s.") % {"why": deeds.reason(run.trouble)})
        return _shown(request, form, 422)
    return _shown(request, form, found=shown(run.inquiry, number, run.answer, seen.words))


@require_POST
@at_desk
def attach(request: Visit, number: int, code: str, pk: int) -> HttpResponse:
    """Take an answer into the request as a note that no customer reads."""
    rights.require(request.user, rights.NOTE)
    seen, source, _permit = _place(request, number, code)
    mine = Inquiry.objects.visible_to(request.user).filter(ticket=seen.ticket, by=request.user, code=code)
    inquiry = get_object_or_404(mine, pk=pk)
    answer = inquiring.answered(inquiry)
    query = _offered(seen, source, code)
    told = asked(query, inquiry.parameters, seen.words)
    body = note(inquiry, told, shown(inquiry, number, answer, seen.words))
    inquiring.attach(inquiry, body=body, by=request.user)
    return fragments.done(request, number, _("The answer is in the request, as a note."))


def _place(request: Visit, number: int, code: str) -> tuple[Seen, Source, Permit]:
    """The request, the source and what allows the query. Raises Http404 for whoever may not ask it."""
    seen = Seen(request.user, number)
    permit = inquiring.permit(code, request.user)
    if permit is None:
        raise Http404
    source = Source.current()
    if source is None:
        raise Refused("card.trouble", _("The card cannot be looked at now: %(why)s.") % {"why": deeds.reason("off")})
    return seen, source, permit


def _offered(seen: Seen, source: Source, code: str) -> Query:
    """The query as the source offers it now, to the person's lines. Raises Refused while it does not answer."""
    look = looking.look(source, seen.ticket)
    if look.account is None:
        why = deeds.reason("busy" if look.is_busy else look.trouble)
        raise Refused("card.trouble", _("The card cannot be looked at now: %(why)s.") % {"why": why})
    among = inquiring.offered(look.account, inquiring.permits(seen.person), seen.person)
    found = next((query for query, _permit in among if query.code == code), None)
    if found is None:
        raise Stale("card.query", _("Our system does not offer this for the customer any more."))
    return found


def _shown(request: Visit, form: Querying, status: int = 200, found: Any = None) -> HttpResponse:
    number = form.ticket.number
    action = reverse("desk:account-query", args=[number, form.query.code])
    values = {"form": form, "action": action, "found": found, "ticket": form.ticket}
    if not is_fragment(request):
        return shell.page(request, "desk/tickets/query.html", status=status, **values)
    name = "_query" if request.method == "GET" else "_query_form"
    return render(request, f"desk/tickets/{name}.html", values, status=status)
