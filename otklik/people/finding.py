"""Customers by a part of a name or of an address, through the index of parts and never by reading all of them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from otklik.people.models import Identity, Person

SHORTEST_PART = 3
"""Letters that the index of parts (`pg_trgm`) knows."""
MOST = 200
"""So many by name and by address are looked at."""


def looked_for(text: str, most: int = MOST) -> QuerySet[Any]:
    """Ids of active customers, for a condition. Who is one of more than `most` is found by one letter more."""
    customers = Person.objects.customers().active()
    begun = customers.filter(name__istartswith=text).order_by().values("pk")[:most]
    named = customers.filter(with_part("name", text)).order_by().values("pk")[:most]
    there = Identity.objects.filter(with_part("normalised", text), person__in=customers)
    found: QuerySet[Any] = begun.union(named, there.order_by().values("person")[:most])
    return found


def with_part(field: str, text: str) -> Q:
    """Which rows have the text in a field: of one or two letters the index knows only words that begin with them."""
    if len(text) >= SHORTEST_PART:
        return Q(**{f"{field}__icontains": text})
    return Q(**{f"{field}__istartswith": text}) | Q(**{f"{field}__icontains": f" {text}"})
