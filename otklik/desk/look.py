"""How somebody looks at a list: the condition that they typed or chose, the order, the page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urlencode

from django.http import HttpRequest

from otklik.desk.lists import List
from otklik.kernel.text import clean_line

LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Look:
    """A look at a list, as its address says it. `after` is the group in which the page before ended."""

    url: str
    text: str = ""
    order: str = "hot"
    page: str = ""
    after: str = ""

    @classmethod
    def of(cls, request: HttpRequest, one: List) -> Self:
        """What the address asks for."""
        known = request.GET
        return cls(
            url=one.url,
            text=clean_line(known.get("q", ""))[:LONGEST],
            order="new" if known.get("sort") == "new" else "hot",
            page=known.get("page", ""),
            after=known.get("after", ""),
        )

    @property
    def address(self) -> str:
        """The address that asks for this."""
        values = {
            "q": self.text,
            "sort": "" if self.order == "hot" else self.order,
            "page": self.page,
            "after": self.after,
        }
        query = urlencode({name: value for name, value in values.items() if value})
        return f"{self.url}?{query}" if query else self.url

    def with_text(self, text: str) -> str:
        """The same with another condition, from the first page."""
        return replace(self, text=text, page="", after="").address

    def with_order(self, order: str) -> str:
        """The same in another order, from the first page."""
        return replace(self, order=order, page="", after="").address

    def with_page(self, page: str, after: str = "") -> str:
        """Another page of the same."""
        return replace(self, page=page, after=after).address
