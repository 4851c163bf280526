"""Which month of which account an address of «Time and money» asks for (C9)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self
from urllib.parse import urlencode

from babel.dates import format_date
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from otklik.people.models import Organization, Person
from otklik.work.timing import today


@dataclass(frozen=True, slots=True)
class Asked:
    """A month («2026-11»), and one account or all of them."""

    person: Person
    month: str
    first: date
    last: date
    organization: Organization | None = None
    customer: Person | None = None

    @classmethod
    def of(cls, person: Person, given: Mapping[str, str]) -> Self:
        """What an address asks for; this month when it names none. Raises Http404 for an account that is not there."""
        first = _month(given.get("month", "")) or today().replace(day=1)
        organization = customer = None
        if key := given.get("company", ""):
            organization = get_object_or_404(Organization.objects.visible_to(person), pk=_number(key))
        elif key := given.get("customer", ""):
            customer = get_object_or_404(Person.objects.visible_to(person).filter(role__isnull=True), pk=_number(key))
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        return cls(person, f"{first:%Y-%m}", first, last, organization, customer)

    @property
    def is_one(self) -> bool:
        """One account is asked for."""
        return self.organization is not None or self.customer is not None

    @property
    def name(self) -> str:
        """Whose account it is."""
        return self.organization.name if self.organization else self.customer.name if self.customer else ""

    @property
    def account(self) -> dict[str, int]:
        """The account, as an address says it."""
        if self.organization:
            return {"company": self.organization.pk}
        return {"customer": self.customer.pk} if self.customer else {}

    def address(self, name: str = "desk:accounts", **instead: object) -> str:
        """The same, with something else of it."""
        return f"{reverse(name)}?{urlencode({'month': self.month, **self.account, **instead})}"

    @property
    def title(self) -> str:
        """«ноябрь 2026»."""
        return format_date(self.first, "LLLL y", locale=self.person.language)

    @property
    def before(self) -> str:
        """The address of the month before."""
        return self.address(month=f"{self.first - timedelta(days=1):%Y-%m}")

    @property
    def after(self) -> str:
        """The address of the month after; empty for one that has not begun."""
        following = self.last + timedelta(days=1)
        return self.address(month=f"{following:%Y-%m}") if following <= today() else ""

    @property
    def file(self) -> str:
        """Where the same lies as CSV."""
        return self.address("desk:accounts-file")

    def inside(self, rows: Any, on: str = "day") -> Any:
        """Those of the month and of the account."""
        rows = rows.filter(**{f"{on}__gte": self.first, f"{on}__lte": self.last})
        if self.organization:
            return rows.filter(organization=self.organization)
        return rows.filter(organization__isnull=True, customer=self.customer) if self.customer else rows


def _month(text: str) -> date | None:
    if not re.fullmatch(r"20[0-9]{2}-(0[1-9]|1[0-2])", text):
        return None
    return date.fromisoformat(f"{text}-01")


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise Http404
    return int(text)
