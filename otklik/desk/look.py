"""How somebody looks at a list: the condition that they typed, the chips that they chose, the order, the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self
from urllib.parse import urlencode

from django.http import HttpRequest

from otklik.kernel.text import clean_line

LONGEST = 2000
CHIPS = ("turn", "category", "who", "language", "tag", "line", "channel")


@dataclass(frozen=True, slots=True)
class Look:
    """A look at a list, as its address says it. `after` is the group in which the page before ended."""

    url: str
    text: str = ""
    order: str = "hot"
    page: str = ""
    after: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, request: HttpRequest, url: str) -> Self:
        """What the address asks for."""
        known = request.GET
        return cls(
            url=url,
            text=clean_line(known.get("q", ""))[:LONGEST],
            order="new" if known.get("sort") == "new" else "hot",
            page=known.get("page", ""),
            after=known.get("after", ""),
            chosen={name: value for name in CHIPS if (value := known.get(name, ""))},
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether less than the whole list is asked for."""
        return bool(self.text or self.chosen)

    @property
    def kept(self) -> dict[str, str]:
        """What a search keeps of the address beside its text."""
        return {**self.chosen, **({"sort": self.order} if self.order != "hot" else {})}

    @property
    def query(self) -> str:
        """What of the address comes after its question mark."""
        values = {"q": self.text, **self.kept, "page": self.page, "after": self.after}
        return urlencode({name: value for name, value in values.items() if value})

    @property
    def narrowing(self) -> str:
        """What was asked for, whatever the page: cursors belong to it."""
        return replace(self, page="", after="").query

    @property
    def address(self) -> str:
        """The address that asks for this."""
        return f"{self.url}?{self.query}" if self.query else self.url

    def with_chip(self, name: str, value: str) -> str:
        """The same with one chip chosen otherwise; an empty value takes it off."""
        return replace(self, chosen={**self.chosen, name: value}, page="", after="").address

    def with_order(self, order: str) -> str:
        """The same in another order, from the first page."""
        return replace(self, order=order, page="", after="").address

    def with_page(self, page: str, after: str = "") -> str:
        """Another page of the same."""
        return replace(self, page=page, after=after).address

    @property
    def first_page(self) -> str:
        """The same from the beginning."""
        return replace(self, page="", after="").address

    def arrivals(self, since: datetime) -> str:
        """What has changed in it since then."""
        first = self.first_page
        return f"{first}{'&' if '?' in first else '?'}since={int(since.timestamp())}"

    def everywhere(self, url: str) -> str:
        """The same question to another list."""
        return replace(self, url=url, page="", after="").address
