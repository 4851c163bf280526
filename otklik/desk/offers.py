"""What is offered to somebody now, and why a request was offered to whom (C1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from otklik.people.models import Person
from otklik.routing.models import Offer, Outcome, Placement, Stage, Why
from otklik.tickets.models import Ticket
from otklik.ui.formats import Stamp, Words
from otklik.ui.shapes import Age

MOST = 3
"""So many stand on a page at once; the next come when these are answered."""
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Held:
    """An offer to the reader: of which request, for how long, and why them."""

    pk: int
    number: int
    url: str
    subject: str
    customer: str
    why: str
    left: Age


@dataclass(frozen=True, slots=True)
class Weighed:
    """Somebody who could have it: the points of each reason, and the sum."""

    name: str
    score: int
    points: tuple[int, ...]
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """One offer of a request: to whom, how it ended, who else there was."""

    pk: int
    to: str
    at: Stamp
    how: str
    weighed: tuple[Weighed, ...]
    left: tuple[tuple[str, str], ...]
    more: int


def held_out(person: Person) -> list[Held]:
    """What stands for the person, the one that ends first first."""
    words = Words(person)
    standing = Offer.objects.visible_to(person).open().filter(to=person, until__gt=words.now)
    return [_held(one, words) for one in standing.select_related("ticket__customer").order_by("until", "pk")[:MOST]]


def _held(one: Offer, words: Words) -> Held:
    ticket = one.ticket
    left = Age(words.left(one.until - words.now), int(one.until.timestamp()), is_left=True)
    url = reverse("desk:ticket", args=[ticket.number])
    return Held(one.pk, ticket.number, url, ticket.subject, ticket.customer.name, _why(one), left)


def _why(one: Offer) -> str:
    """The strongest reason that says something of the person and this very request."""
    mine = next((row for row in one.judged.get("chosen", ()) if row[0] == one.to_id), None)
    if mine is None:
        return ""
    nominee, last, skill = mine[2], mine[3], mine[6]
    if nominee:
        return _("a colleague proposed you")
    if last:
        return _("you answered this customer last")
    return _("it is your field") if skill else ""


def standing(ticket: Ticket, words: Words) -> str:
    """Where the search stands now; empty when nobody is looked for."""
    one = Placement.objects.filter(ticket=ticket).first()
    if one is None:
        return ""
    why = str(Why(one.why).label) if one.why else ""
    stage = str(Stage(one.stage).label)
    said = _("%(stage)s: %(why)s") % {"stage": stage, "why": why} if why else stage
    if one.stage == Stage.OPEN and one.due_at:
        return _("%(said)s; the lead hears of it at %(time)s") % {"said": said, "time": words.time(one.due_at)}
    return said


def asked(ticket: Ticket, reader: Person) -> list[Asked]:
    """Every offer of the request, the last first, as it was decided then."""
    words = Words(reader)
    offers = list(Offer.objects.visible_to(reader).filter(ticket=ticket).order_by("-offered_at", "-pk")[:MOST_SHOWN])
    names = _names(offers, reader)
    return [_asked(one, names, words) for one in offers]


def _asked(one: Offer, names: Mapping[int, str], words: Words) -> Asked:
    judged: dict[str, Any] = one.judged
    weighed = [
        Weighed(names.get(pk, "—"), score, tuple(points), pk == one.to_id)
        for pk, score, *points in judged.get("chosen", ())
    ]
    left = [(names.get(pk, "—"), reason(code)) for pk, code in judged.get("left", ())]
    how = str(Outcome(one.ended_how).label) if one.ended_how else _("until %(time)s") % {"time": words.time(one.until)}
    at = words.stamp(one.offered_at, words.moment)
    return Asked(one.pk, names.get(one.to_id, "—"), at, how, tuple(weighed), tuple(left), judged.get("more", 0))


def _names(offers: Sequence[Offer], reader: Person) -> dict[int, str]:
    people = {one.to_id for one in offers}
    for one in offers:
        people.update(row[0] for key in ("chosen", "left") for row in one.judged.get(key, ()))
    return dict(Person.objects.visible_to(reader).filter(pk__in=people).values_list("pk", "name"))


def reason(code: str) -> str:
    """Why somebody could not have it, in words."""
    return {
        "asked": pgettext("not offered", "was asked already"),
        "full": pgettext("not offered", "hands are full"),
        "category": pgettext("not offered", "another product area"),
        "language": pgettext("not offered", "not this language"),
        "channel": pgettext("not offered", "not this channel"),
        "level": pgettext("not offered", "a novice, and it is critical"),
    }.get(code, code)
