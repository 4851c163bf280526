"""Who looks at a request and who types there, so that two do not answer at once (B9)."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from otklik.desk.scopes import Visit, at_desk, visible_ticket
from otklik.desk.seen import Seen
from otklik.live import presence
from otklik.live.fragments import etagged
from otklik.people.models import Person
from otklik.tickets.models import Ticket
from otklik.ui.shapes import Face, face

DOINGS = ("looks", "types", presence.GONE)
MOST_FACES = 6


@dataclass(frozen=True, slots=True)
class Around:
    """Who else is here: a sentence for each who types, faces of those who look."""

    typing: tuple[str, ...]
    looking: tuple[Face, ...]
    says: str


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def show(request: Visit, number: int) -> HttpResponse:
    """Who is here; a browser posts what its person does, every half a minute."""
    ticket = visible_ticket(request.user, number)
    if request.method == "POST":
        doing = request.POST.get("doing", "looks")
        if doing in DOINGS:
            presence.mark(request.user.pk, ticket.live_name, doing)
        return HttpResponse(status=204)
    values = {"ticket": ticket, "present": _around(request.user, ticket)}
    return etagged(request, render_to_string("desk/tickets/_presence.html", values, request))


def present(seen: Seen) -> Around:
    """Who else is at the request."""
    return _around(seen.person, seen.ticket)


def _around(reader: Person, ticket: Ticket) -> Around:
    doing = {one.person_id: one.doing for one in presence.at(ticket.live_name) if one.person_id != reader.pk}
    people = list(Person.objects.visible_to(reader).staff().filter(pk__in=doing)) if doing else []
    types = [_("%(name)s is writing here too") % {"name": one.name} for one in people if doing[one.pk] == "types"]
    looks = [one for one in people if doing[one.pk] == "looks"]
    names = ", ".join(one.first_name for one in looks[:MOST_FACES])
    says = _("Also here: %(names)s") % {"names": names} if looks else ""
    return Around(tuple(types), tuple(face(one) for one in looks[:MOST_FACES]), says)
