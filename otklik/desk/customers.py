"""Customers as the desk looks for them: by a part of a name or of an address, with what they asked last."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, IntegerField, OuterRef, Value, When
from django.urls import reverse

from otklik.kernel.patience import TooSlow, patience
from otklik.kernel.text import clean_line
from otklik.kernel.translated import Translated
from otklik.people.finding import looked_for
from otklik.people.models import Identity, Membership, Person
from otklik.tickets.models import Ticket
from otklik.ui.formats import Stamp, Words
from otklik.ui.shapes import Face, face

MOST = 8
LAST = 5
SHORTEST = 2
PATIENCE_MS = 1000


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
    addresses = Identity.objects.filter(person=OuterRef("pk")).order_by("-is_primary", "id").values("value")
    places = Membership.objects.current().filter(person=OuterRef("pk")).order_by("since").values("organization__name")
    people = Person.objects.visible_to(reader).customers().active().filter(pk__in=looked_for(text))
    begins = Case(When(name__istartswith=text, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = people.annotate(addresses=ArraySubquery(addresses[:1]), places=ArraySubquery(places[:1]))
    rows = rows.order_by(begins, "sort_key", "id")
    with suppress(TooSlow), patience(PATIENCE_MS):
        return [
            Found(pk, name, "".join(addresses), "".join(places))
            for pk, name, addresses, places in rows.values_list("pk", "name", "addresses", "places")[:MOST]
        ]
    return []


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
