"""Customers as the desk looks for them: by a part of a name or of an address, with what they asked last."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.urls import reverse

from otklik.kernel.text import clean_line
from otklik.kernel.translated import Translated
from otklik.people.models import Identity, Membership, Person
from otklik.tickets.models import Ticket
from otklik.ui.formats import Stamp, Words
from otklik.ui.shapes import Face, face

MOST = 8
LAST = 5
SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Found:
    """One customer among others."""

    pk: int
    name: str
    address: str
    company: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One of their requests."""

    number: int
    url: str
    subject: str
    turn: str
    state: str
    at: Stamp


@dataclass(frozen=True, slots=True)
class Card:
    """Who they are, and their last requests."""

    pk: int
    face: Face
    company: str
    addresses: tuple[str, ...]
    note: str
    last: tuple[Asked, ...]


def chosen(person: Person) -> Found:
    """One who is known already."""
    address = person.identities.order_by("-is_primary", "id").values_list("value", flat=True).first() or ""
    return Found(person.pk, person.name, address, "")


def found(text: str, reader: Person) -> list[Found]:
    """At most a few, those whose name begins so first."""
    text = clean_line(text)
    if len(text) < SHORTEST:
        return []
    there = Identity.objects.filter(normalised__icontains=text).values("person")
    addresses = Identity.objects.filter(person=OuterRef("pk")).order_by("-is_primary", "id").values("value")
    places = Membership.objects.current().filter(person=OuterRef("pk")).order_by("since").values("organization__name")
    matching = Person.objects.visible_to(reader).customers().active().filter(Q(name__icontains=text) | Q(pk__in=there))
    rows = matching.annotate(addresses=ArraySubquery(addresses[:1]), places=ArraySubquery(places[:1])).by_name()
    return [
        Found(pk, name, "".join(addresses), "".join(places))
        for pk, name, addresses, places in rows.values_list("pk", "name", "addresses", "places")[:MOST]
    ]


def card(person: Person, reader: Person) -> Card:
    """The customer, as far as the reader may see their requests."""
    words = Words(reader)
    base = reverse("desk:start")
    rows = Ticket.objects.visible_to(reader).filter(customer=person).newest_first()
    place = Membership.objects.current().filter(person=person).select_related("organization").order_by("since").first()
    last = rows.values_list("number", "subject", "turn", "status__name", "changed_at")[:LAST]
    return Card(
        pk=person.pk,
        face=face(person),
        company=place.organization.name if place else "",
        addresses=tuple(person.identities.order_by("-is_primary", "id").values_list("value", flat=True)[:LAST]),
        note=person.note,
        last=tuple(
            Asked(number, f"{base}tickets/{number}/", subject, turn, str(Translated(state)), words.stamp(at))
            for number, subject, turn, state, at in last
        ),
    )
