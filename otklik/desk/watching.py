"""Who else is at a request: who types, who looks (B9)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from otklik.live import presence
from otklik.people.models import Person
from otklik.tickets.models import Ticket
from otklik.ui.shapes import Face, face

MOST_FACES = 6


@dataclass(frozen=True, slots=True)
class Around:
    """A sentence for each who types, faces of those who look and a sentence about them."""

    typing: tuple[str, ...]
    looking: tuple[Face, ...]
    says: str


def around(reader: Person, ticket: Ticket) -> Around:
    """Everybody at the request but the reader."""
    doing = {one.person_id: one.doing for one in presence.at(ticket.live_name) if one.person_id != reader.pk}
    people = list(Person.objects.visible_to(reader).staff().filter(pk__in=doing).by_name()) if doing else []
    types = [_("%(name)s is writing here too") % {"name": one.name} for one in people if doing[one.pk] == "types"]
    looks = [one for one in people if doing[one.pk] == "looks"]
    names = ", ".join(one.first_name for one in looks[:MOST_FACES])
    says = _("Also here: %(names)s") % {"names": names} if looks else ""
    return Around(tuple(types), tuple(face(one) for one in looks[:MOST_FACES]), says)
