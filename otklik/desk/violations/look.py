"""How somebody looks at violations: the period, whose, which status, degree, line, and what was said of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import pgettext

from otklik.clocks.models import Excuse, Share, Violation
from otklik.clocks.models.violation import ShareQuerySet, ViolationQuerySet
from otklik.desk.filters import Chip
from otklik.desk.violations.periods import USUAL, Period, names
from otklik.kernel.translated import Translated
from otklik.people import rights
from otklik.people.models import Line, Person
from otklik.tickets.kinds import Turn
from otklik.tickets.machine import TURNS
from otklik.tickets.models import Status
from otklik.ui.formats import Words
from otklik.ui.shapes import Choice

CHIPS = ("person", "status", "degree", "line", "state")
LINE, DEBT, NOBODY = "line", "debt", "none"
MOST_OPTIONS = 100


@dataclass(frozen=True, slots=True)
class Look:
    """A look, as its address says it. `excused_by` is asked by the report only."""

    url: str
    period: Period
    chosen: Mapping[str, str] = field(default_factory=dict)
    excused_by: str = ""
    page: str = ""

    @classmethod
    def of(cls, request: HttpRequest, url: str) -> Self:
        """What the address asks for; `url` is of the page that shows it."""
        known = request.GET
        chosen = {name: value for name in CHIPS if (value := known.get(name, ""))}
        return cls(
            url, Period.read(known.get("period", "")), chosen, known.get("excused_by", ""), known.get("page", "")
        )

    def violations(self, person: Person) -> ViolationQuerySet:
        """Those that the person may see and asks for; what cannot be read asks for nothing."""
        found = Violation.objects.visible_to(person).standing().reached(self.period.since, self.period.until)
        for name, value in self.chosen.items():
            found = _narrowed(found, name, value, self._whose())
        if self.excused_by:
            who = Excuse.objects.standing().filter(by=_number(self.excused_by)).values("violation")
            found = found.filter(pk__in=who)
        return found

    def _whose(self) -> ShareQuerySet | None:
        """Whose shares are looked at, if those of one person."""
        value = self.chosen.get("person")
        return Share.objects.of(_holder(value)) if value else None

    @property
    def is_narrowed(self) -> bool:
        """Whether something beside the period was chosen."""
        return bool(self.chosen or self.excused_by)

    @property
    def query(self) -> str:
        """What of the address comes after its question mark, without the page."""
        return self._query(self.period.code, self.chosen)

    def with_chip(self, name: str, value: str) -> str:
        """The address with this choice in the place of another."""
        if name == "period":
            return f"{self.url}?{self._query(value, self.chosen)}"
        return f"{self.url}?{self._query(self.period.code, {**self.chosen, name: value})}"

    def at_page(self, cursor: str | None) -> str:
        """The address of another page of the same."""
        return f"?{self.query}{'&' if self.query else ''}{urlencode({'page': cursor})}" if cursor else ""

    def _query(self, period: str, chosen: Mapping[str, str]) -> str:
        values = {"period": period if period != USUAL else "", **chosen, "excused_by": self.excused_by}
        return urlencode({name: value for name, value in values.items() if value})


def address(**chosen: str) -> str:
    """Where violations are listed."""
    query = urlencode({name: value for name, value in chosen.items() if value})
    return reverse("desk:violations") + (f"?{query}" if query else "")


def chips(look: Look, person: Person, words: Words) -> list[Chip]:
    """The chips above the table; an agent sees only their own, and is asked for no name."""
    shown = [name for name in CHIPS if name != "person" or person.may(rights.ASSIGN_OTHERS)]
    title = look.period.title(words)
    periods = tuple(Choice(look.with_chip("period", code), text, code == look.period.code) for code, text in _periods())
    first = Chip("period", title, "" if look.period.code == USUAL else title, look.with_chip("period", ""), periods)
    return [first, *(_chip(look, name, person) for name in shown)]


def _periods() -> list[tuple[str, str]]:
    return list(names().items())


def _chip(look: Look, name: str, person: Person) -> Chip:
    titles = {
        "person": pgettext("filter", "Whose time"),
        "status": pgettext("filter", "Status"),
        "degree": pgettext("filter", "Degree"),
        "line": pgettext("filter", "Line"),
        "state": pgettext("filter", "What was said"),
    }
    options, value = dict(_options(name, person)), look.chosen.get(name, "")
    return Chip(
        name=name,
        title=titles[name],
        chosen=options.get(value, value),
        without=look.with_chip(name, ""),
        options=tuple(Choice(look.with_chip(name, code), text, code == value) for code, text in options.items()),
    )


def _options(name: str, person: Person) -> list[tuple[str, str]]:
    if name == "person":
        return [*_people(person), (LINE, pgettext("holder", "the line’s shift"))]
    if name == "status":
        return [*statuses(), (DEBT, pgettext("of a norm", "debt of reply"))]
    if name == "line":
        lines = Line.objects.filter(is_active=True).values_list("pk", "name")
        return [(str(pk), str(Translated(name))) for pk, name in lines]
    if name == "degree":
        return [(str(number), "I" * number) for number in (1, 2, 3)]
    return [
        ("charged", pgettext("violations", "charged")),
        ("excused", pgettext("violations", "not charged")),
        ("objected", pgettext("violations", "objected to")),
        ("open", pgettext("violations", "objection not answered")),
    ]


def statuses() -> list[tuple[str, str]]:
    """Statuses in our turn, where norms are possible."""
    ours = [kind for kind, turn in TURNS.items() if turn == Turn.OURS]
    rows = Status.objects.filter(kind__in=ours).values_list("pk", "name")
    return [(str(pk), str(Translated(name))) for pk, name in rows]


def _people(person: Person) -> list[tuple[str, str]]:
    """Those who can hold requests; who has left is found by the address of a report."""
    staff = Person.objects.visible_to(person).staff().active().filter(role__rights__contains=[rights.ACCEPT]).by_name()
    return [(str(pk), name) for pk, name in staff.values_list("pk", "name")[:MOST_OPTIONS]]


def _holder(value: str) -> int | None:
    return None if value == LINE else _number(value)


def _narrowed(found: ViolationQuerySet, name: str, value: str, whose: ShareQuerySet | None) -> ViolationQuerySet:
    if name == "person":
        return found.held_by(_holder(value))
    if name == "status":
        return found.filter(status=None if value == DEBT else _number(value))
    if name == "degree":
        return found.filter(degree=_number(value))
    if name == "line":
        return found.filter(line=None if value == NOBODY else _number(value))
    if value == "charged":
        return found.charged(whose)
    if value == "excused":
        return found.uncharged(whose)
    return found.objected() if value == "objected" else found.awaiting_answer() if value == "open" else found.none()


def _number(text: str) -> int:
    """Zero, which no row has, for what is no number."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
