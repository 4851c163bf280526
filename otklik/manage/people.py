"""Lists of people and companies: searched by any part of a name or an address, one query a page (F14)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from otklik.kernel import keyset
from otklik.kernel.text import clean_line
from otklik.kernel.translated import Translated
from otklik.people.models import Identity, Membership, Organization, OrganizationDomain, Person
from otklik.ui.shapes import HUES, Face, initials

SIZE = 50
Page = keyset.Page[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Row:
    """One person or company in a list."""

    id: int
    url: str
    name: str
    face: Face | None
    first: str
    second: str
    is_closed: bool = False


def customers(reader: Person, text: str, cursor: str) -> Page:
    """A page of customers."""
    company = Membership.objects.current().filter(person=OuterRef("pk")).order_by("since", "id")
    seen = Person.objects.visible_to(reader).customers().filter(merged_into__isnull=True)
    shown = _with_address(found(seen, text)).annotate(second=Subquery(company.values("organization__name")[:1]))
    return _page(shown, cursor, f"customers-{text}")


def staff(reader: Person, text: str, cursor: str) -> Page:
    """A page of colleagues."""
    seen = Person.objects.visible_to(reader).staff()
    shown = _with_address(found(seen, text)).annotate(second=F("role__name"))
    return _page(shown, cursor, f"staff-{text}")


def companies(reader: Person, text: str, cursor: str) -> keyset.Page[dict[str, Any]]:
    """A page of companies."""
    seen = Organization.objects.visible_to(reader)
    if text:
        domains = OrganizationDomain.objects.filter(domain__icontains=text).values("organization")
        seen = seen.filter(Q(name__icontains=text) | Q(pk__in=domains))
    domain = OrganizationDomain.objects.filter(organization=OuterRef("pk")).order_by("domain").values("domain")[:1]
    shown: Any = seen.annotate(domain=Subquery(domain)).values("id", "sort_key", "name", "domain", "language")
    return keyset.page(shown, order=["sort_key"], size=SIZE, cursor=cursor, view=f"companies-{text}")


def found(people: QuerySet[Person], text: str) -> QuerySet[Person]:
    """Those whose name or address holds the text; each half goes through its own index."""
    text = clean_line(text)[:200]
    if not text:
        return people
    named = people.filter(name__icontains=text).order_by().values("pk")
    return people.filter(pk__in=named.union(Identity.objects.filter(normalised__icontains=text).values("person")))


def person_rows(page: Page, *, is_staff: bool) -> list[Row]:
    """The rows of a page of people."""
    return [_person(values, is_staff=is_staff) for values in page.rows]


def company_rows(page: Page) -> list[Row]:
    """The rows of a page of companies."""
    return [
        Row(
            id=values["id"],
            url=reverse("manage:company_page", args=[values["id"]]),
            name=values["name"],
            face=None,
            first=values["domain"] or "",
            second=values["language"],
        )
        for values in page.rows
    ]


def _with_address(people: QuerySet[Person]) -> QuerySet[Person]:
    address = Identity.objects.filter(person=OuterRef("pk")).order_by("-is_primary", "id").values("value")[:1]
    return people.annotate(first=Subquery(address))


def _page(people: QuerySet[Person], cursor: str, view: str) -> Page:
    columns = ("id", "sort_key", "name", "first", "second", "is_active")
    return keyset.page(people.values(*columns), order=["sort_key"], size=SIZE, cursor=cursor, view=view)


def _person(values: dict[str, Any], *, is_staff: bool) -> Row:
    second = values["second"] or ""
    return Row(
        id=values["id"],
        url=reverse("manage:person", args=[values["id"]]),
        name=values["name"],
        face=Face(values["name"], initials(values["name"]), "staff" if is_staff else "client", values["id"] % HUES),
        first=values["first"] or "",
        second=str(Translated(second)) if isinstance(second, dict) else second,
        is_closed=not values["is_active"],
    )
