"""What somebody was told of (F16)."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from otklik.desk import shell
from otklik.desk.scopes import Visit, at_desk, back, returning
from otklik.notices import telling
from otklik.notices.models import Notice, Reason
from otklik.tickets.models import Ticket
from otklik.ui.formats import Stamp, Words

MOST = 100


@dataclass(frozen=True, slots=True)
class Told:
    """One notice: of which request, if of one, why, when."""

    pk: int
    number: int | None
    url: str
    subject: str
    reason: str
    at: Stamp
    is_unread: bool
    also: tuple[int, ...]


@require_safe
@at_desk
def show(request: Visit) -> HttpResponse:
    """The last ones, the newest first."""
    words = Words(request.user)
    newest = Notice.objects.visible_to(request.user).select_related("ticket", "event").order_by("-at", "-id")
    last = list(newest[:MOST])
    also = {number for one in last for number in one.also}
    seen = set(Ticket.objects.visible_to(request.user).filter(number__in=also).values_list("number", flat=True))
    told = [
        Told(
            pk=one.pk,
            number=one.ticket.number if one.ticket else None,
            url=one.path,
            subject=one.title,
            reason=str(Reason(one.reason).label),
            at=words.stamp(one.at, words.moment),
            is_unread=one.read_at is None,
            also=tuple(number for number in one.also if number in seen),
        )
        for one in last
    ]
    return shell.page(request, "desk/notices/show.html", told=told)


@require_safe
@at_desk
def alert(request: Visit) -> HttpResponse:
    """What the browser says aloud: the newest unread notice that its reader wants to hear so; 204 for none."""
    told = telling.aloud(request.user)
    if told is None:
        return HttpResponse(status=204)
    why, ticket = str(Reason(told.reason).label), told.ticket
    title = f"{Words(request.user).ticket(ticket.number)}: {why}" if ticket else told.title
    body = ticket.subject if ticket else why
    return JsonResponse({"tag": f"notice-{told.pk}", "title": title, "body": body, "url": told.path})


@require_POST
@at_desk
def read(request: Visit) -> HttpResponse:
    """Those of `ids`, or all, were read."""
    chosen = [int(pk) for pk in request.POST.getlist("ids") if pk.isdecimal() and len(pk) < 19]
    telling.read(request.user, chosen or None)
    return back(request, returning(request, reverse("desk:notices")))
