"""One list as somebody asked for it: filtered, in order, in pages, with its groups and their sizes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from otklik.desk import counting, rows
from otklik.desk.lists import List
from otklik.desk.rows import Group, Writer
from otklik.kernel import keyset
from otklik.people import rights
from otklik.people.models import Person
from otklik.tickets.models.queries import TicketQuerySet
from otklik.tickets.models.ticket import GROUPS, HOT
from otklik.ui.shapes import TicketRow

SIZE = 50
MOST_ARRIVED = 100
ORDERS = {
    "hot": HOT,
    "new": ("group", "-changed_at", "-id"),
}
FLAT = ("-changed_at", "-id")
Page = keyset.Page[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of one group; without a `name` they continue what stands above."""

    code: str
    turn: str
    rows: list[TicketRow]
    name: str = ""
    count: str = ""
    rule: str = ""


class Listing:
    """The rows of a list, filtered to `tickets`; `asked` is the filter as text."""

    def __init__(
        self, one: List, person: Person, tickets: TicketQuerySet, *, order: str = "hot", asked: str = ""
    ) -> None:
        self.one = one
        self.person = person
        self.tickets = tickets
        self.order = order if order in ORDERS else "hot"
        self.asked = asked

    def page(self, cursor: str = "") -> Page:
        """A page of rows as values; a foreign or outdated cursor shows the first."""
        order = ORDERS[self.order] if self.one.grouped else FLAT
        view = hashlib.sha256(f"{self.person.pk}\0{self.one.key}\0{self.asked}".encode()).hexdigest()[:16]
        if self.one.ids is None and not self.asked and self.one.view is None:  # an index has its order
            return keyset.page(rows.asked(self.tickets), order=order, size=SIZE, cursor=cursor, view=view)
        return keyset.page(self.tickets, order=order, size=SIZE, cursor=cursor, view=view, dress=rows.asked)

    def sections(self, page: Page, *, after: str = "") -> list[Section]:
        """The rows under the headings of their groups; the group `after` began on the page before."""
        writer = Writer(self.person)
        if not self.one.grouped:
            return [Section("all", "", [writer.row(values) for values in page.rows])] if page.rows else []
        return [self._section(group, after) for group in writer.groups(page.rows)]

    def begun(self, page: Page) -> list[Section]:
        """The sections of a first page: the cursor stands on its first row."""
        sections = self.sections(page)
        if sections:
            sections[0].rows[0] = replace(sections[0].rows[0], cursor=True)
        return sections

    def arrived(self, since: datetime) -> list[str]:
        """What has changed since then, each with the group where it stands now: "4831:ours"."""
        changed = self.tickets.filter(changed_at__gte=since).order_by("-changed_at")
        found = rows.places(changed)[:MOST_ARRIVED]
        return [f"{number}:{GROUPS[group] if self.one.grouped else 'all'}" for number, group in found]

    @cached_property
    def sizes(self) -> dict[str, int]:
        """How many there are in each group, at most a thousand."""
        possible = [code for code in GROUPS if code != "closed" or not self.one.is_open]
        counted = counting.ask({code: counting.size(self._group(code)) for code in possible})
        return dict.fromkeys(GROUPS, 0) | counted

    def _group(self, code: str) -> TicketQuerySet:
        is_closed = code == "closed"
        return self.tickets.closed() if is_closed else self.tickets.open().filter(group=GROUPS.index(code))

    @property
    def summary(self) -> str:
        """«31 открыто, наш ход в 14»."""
        still_open = sum(size for code, size in self.sizes.items() if code != "closed")
        ours = self.sizes["unaccepted"] + self.sizes["ours"]
        return _("%(open)s open, our turn in %(ours)s") % {
            "open": counting.shown(still_open),
            "ours": counting.shown(ours),
        }

    @property
    def has_unaccepted(self) -> bool:
        """Whether the primary button of the page is «Принять»."""
        return bool(self.sizes["unaccepted"]) and self.person.may(rights.ACCEPT)

    def _section(self, group: Group, after: str) -> Section:
        turn = "ours" if group.code == "unaccepted" else "nobody" if group.code == "closed" else group.code
        if group.code == after:
            return Section(group.code, turn, group.rows)
        count = counting.shown(self.sizes[group.code])
        return Section(group.code, turn, group.rows, _name(group.code), count, self._rule(group.code))

    def _rule(self, code: str) -> str:
        if self.order == "new":
            return _("changed last first")
        return {
            "unaccepted": _("who waits longest first"),
            "ours": _("unanswered first, then the oldest turn"),
            "customer": _("whom we wait for longest first"),
            "other": _("whom we wait for longest first"),
        }.get(code, "")


def _name(code: str) -> str:
    return {
        "unaccepted": pgettext("group of requests", "Unaccepted"),
        "ours": pgettext("group of requests", "Our turn"),
        "customer": pgettext("group of requests", "The customer’s turn"),
        "other": pgettext("group of requests", "Others’ turn"),
        "nobody": pgettext("group of requests", "Nobody’s turn"),
        "closed": pgettext("group of requests", "Closed"),
    }[code]
