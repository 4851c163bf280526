"""Ready answers beside the text: found by a few letters, filled from the request (E2)."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from otklik.desk.composer import promised
from otklik.desk.messages import attached
from otklik.desk.scopes import Visit, at_desk
from otklik.desk.seen import Seen
from otklik.kernel.text import clean_line, snippet
from otklik.knowledge import answering, picking
from otklik.knowledge.filling import Situation, fill
from otklik.knowledge.models import ReadyAnswer
from otklik.tickets.drafting import MODES
from otklik.tickets.kinds import End
from otklik.ui.formats import Words


@dataclass(frozen=True, slots=True)
class Offered:
    """One line of the list: `body` is what is put into the text."""

    pk: int
    title: str
    body: str
    begins: str
    language: str
    follows: str
    end: str
    has_files: bool


@require_safe
@at_desk
def found(request: Visit, number: int) -> HttpResponse:
    """The few that are meant; in the customer's language and tone where there are such words."""
    seen = Seen(request.user, number)
    ticket, customer = seen.ticket, seen.ticket.customer
    asked = clean_line(request.GET.get("q", ""))[:60]
    language = ticket.language or customer.language
    until = Words(customer).sentence(promised(seen))
    shown = []
    for offer in picking.offers(asked, to=request.user, language=language, tone=customer.tone):
        situation = Situation(ticket, request.user, offer.text.language, until)
        body = fill(offer.text.body, situation)
        foreign = offer.text.language if offer.is_foreign else ""
        answer = offer.answer
        line = Offered(
            pk=answer.pk,
            title=answer.title,
            body=body,
            begins=snippet(body, 90),
            language=foreign,
            follows=_follows(answer),
            end=answer.end,
            has_files=bool(answer.files.all()),
        )
        shown.append(line)
    return render(request, "desk/tickets/_ready.html", {"answers": shown, "asked": asked, "number": number})


@require_POST
@at_desk
def enclose(request: Visit, number: int, pk: int) -> HttpResponse:
    """Lay the files of a ready answer to those that wait to be sent."""
    seen = Seen(request.user, number)
    answer = get_object_or_404(ReadyAnswer.objects.visible_to(request.user).in_use(), pk=pk)
    mode = request.POST.get("mode", "")
    uploads = answering.enclose_in_draft(answer, by=request.user)
    values = [{"pk": one.pk, "file": attached(one, seen.words)} for one in uploads]
    mode = mode if mode in MODES else "reply"
    return render(request, "desk/tickets/_ready_files.html", {"uploads": values, "mode": mode, "pk": pk}, status=201)


def _follows(answer: ReadyAnswer) -> str:
    """What happens beside the words, on one line."""
    parts = [f"#{name}" for name in answer.tags]
    if answer.category is not None:
        parts.append(str(answer.category.name))
    if answer.end == End.SOLUTION:
        parts.append(pgettext("end of a reply", "it is a solution"))
    elif answer.end == End.ASKED:
        parts.append(pgettext("end of a reply", "asked, we wait for the answer"))
    return " · ".join(parts)
