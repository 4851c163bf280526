"""Which lists there are, and which requests belong to each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from otklik.clocks.fields import due
from otklik.clocks.models import Limit
from otklik.kernel import conditions
from otklik.kernel.conditions import All, BadCondition, Node, Op, Term, all_of
from otklik.kernel.translated import Translated
from otklik.people.models import Line, Person
from otklik.tickets import viewing
from otklik.tickets.fields import TICKETS
from otklik.tickets.kinds import Kind
from otklik.tickets.models import SavedView, Ticket
from otklik.tickets.models.queries import TicketQuerySet, among, sees_every_request

Tickets = TicketQuerySet
MOST_VIEWS = 50
EVERYTHING = All()


@dataclass(frozen=True)
class List:
    """One list of the rail: `key` is its name among counts, `whose` a turn to draw instead of an icon.

    `ids`, where it is known: the ids alone, some of them several times, to be counted without the table of requests.
    """

    key: str
    title: str
    url: str
    tickets: Tickets
    icon: str = ""
    whose: str = ""
    is_hot: bool = False
    grouped: bool = True
    keys: str = ""
    is_rare: bool = False
    ids: QuerySet[Any] | None = None
    node: Node = EVERYTHING
    view: SavedView | None = None

    @property
    def is_open(self) -> bool:
        """Whether nothing closed is ever in it."""
        return self.key != "all" and self.view is None


@dataclass(frozen=True)
class _Kind:
    title: object
    icon: str
    choose: Callable[[Tickets, Person], Tickets]
    whose: str = ""
    is_hot: bool = False
    grouped: bool = True
    keys: str = ""
    is_rare: bool = False
    means: tuple[Node, ...] = ()
    ids: Callable[[Person], QuerySet[Any]] | None = None


OPEN = Term("status", Op.IS, ("open",))
SOON = Term("due", Op.LE, (3600,))
"""A norm or a promise breaks within an hour."""
UNANSWERED = Term("unanswered", Op.GE, (1,))
"""Nobody has answered for 8 hours, around the clock (R29)."""
KINDS: dict[str, _Kind] = {
    "unaccepted": _Kind(
        pgettext_lazy("list", "Unaccepted"),
        "inbox",
        lambda seen, _: seen.unaccepted(),
        is_hot=True,
        keys="KeyG KeyU",
        means=(Term("responsible", Op.NONE), OPEN),
    ),
    "mine": _Kind(
        pgettext_lazy("list", "Mine"),
        "user-round",
        lambda seen, who: seen.of(who),
        keys="KeyG KeyM",
        means=(Term("responsible", Op.IS, ("me",)), OPEN),
    ),
    "soon": _Kind(
        pgettext_lazy("list", "Soon broken"),
        "flame",
        lambda seen, who: seen.filter(conditions.q(SOON, TICKETS, viewing.context(who))),
        means=(SOON,),
        ids=lambda who: due(SOON, viewing.context(who)),
    ),
    "unanswered": _Kind(
        pgettext_lazy("list", "Too long without an answer"),
        "triangle-alert",
        lambda seen, _: seen.open().filter(among(Limit.objects.filter(degree__gt=0).values("ticket"))),
        is_hot=True,
        is_rare=True,
        means=(UNANSWERED, OPEN),
    ),
    "customer": _Kind(
        pgettext_lazy("list", "Awaiting the customer"),
        "",
        lambda seen, _: seen.awaiting_customer(),
        whose="customer",
        means=(Term("turn", Op.IS, ("customer",)), OPEN),
    ),
    "development": _Kind(
        pgettext_lazy("list", "In development"),
        "",
        lambda seen, _: seen.open().filter(kind=Kind.IN_DEVELOPMENT),
        whose="other",
        means=(Term("status", Op.IS, (Kind.IN_DEVELOPMENT.value,)),),
    ),
    "others": _Kind(
        pgettext_lazy("list", "Awaiting others"),
        "hourglass",
        lambda seen, _: seen.open().filter(kind=Kind.AWAITING_OTHER),
        is_rare=True,
        means=(Term("status", Op.IS, (Kind.AWAITING_OTHER.value,)),),
    ),
    "postponed": _Kind(
        pgettext_lazy("list", "Postponed"),
        "alarm-clock",
        lambda seen, _: seen.open().filter(kind=Kind.POSTPONED),
        means=(Term("status", Op.IS, (Kind.POSTPONED.value,)),),
    ),
    "open": _Kind(pgettext_lazy("list", "All open"), "layers", lambda seen, _: seen.open(), means=(OPEN,)),
    "all": _Kind(pgettext_lazy("list", "All requests"), "archive", lambda seen, _: seen, grouped=False),
}
BEFORE_LINES = ("unaccepted", "mine", "soon", "unanswered")
AFTER_LINES = ("customer", "development", "others", "postponed", "open")


def named(code: str, person: Person) -> List | None:
    """A list that everybody has; None if there is no such."""
    kind = KINDS.get(code)
    if kind is None:
        return None
    return List(
        key=code,
        title=str(kind.title),
        url=reverse("desk:list", args=[code]),
        tickets=kind.choose(Ticket.objects.visible_to(person), person),
        icon=kind.icon,
        whose=kind.whose,
        is_hot=kind.is_hot,
        grouped=kind.grouped,
        keys=kind.keys,
        is_rare=kind.is_rare,
        ids=kind.ids(person) if kind.ids and sees_every_request(person) else None,
        node=all_of(kind.means),
    )


def of_line(line: Line, person: Person, place: int = 0) -> List:
    """The open requests of a line; `place` is its digit after G."""
    return List(
        key=f"line-{line.code}",
        title=str(Translated(line.name)),
        url=reverse("desk:line", args=[line.code]),
        tickets=Ticket.objects.visible_to(person).open().filter(line=line),
        icon="headset" if line.is_default else "wrench",
        keys=f"KeyG Digit{place}" if 0 < place < 10 else "",
        node=all_of([Term("line", Op.IS, (line.pk,)), OPEN]),
    )


def has_unaccepted(person: Person) -> bool:
    """Whether somebody waits to be accepted."""
    return Ticket.objects.visible_to(person).unaccepted().exists()


def of_view(view: SavedView, person: Person) -> List:
    """What a saved view holds; nothing when its condition asks for what is no longer known."""
    seen = Ticket.objects.visible_to(person)
    try:
        node = viewing.node_of(view)
        tickets = seen.filter(conditions.q(node, TICKETS, viewing.context(person)))
    except BadCondition:
        node, tickets = EVERYTHING, seen.none()
    return List(
        key=f"view-{view.pk}",
        title=view.name,
        url=reverse("desk:view", args=[view.pk]),
        tickets=tickets,
        icon="bookmark",
        node=node,
        view=view,
    )


def saved(person: Person) -> list[List]:
    """The person's own views, and those that somebody shared."""
    return [of_view(view, person) for view in SavedView.objects.visible_to(person)[:MOST_VIEWS]]


def keyed(key: str, person: Person) -> List | None:
    """A list by its key; None if there is no such, or none that the person may see."""
    if key.startswith("line-"):
        line = Line.objects.filter(code=key.removeprefix("line-"), is_active=True).first()
        return of_line(line, person) if line else None
    if key.startswith("view-") and key.removeprefix("view-").isdecimal():
        view = SavedView.objects.visible_to(person).filter(pk=int(key.removeprefix("view-")[:18])).first()
        return of_view(view, person) if view else None
    return named(key, person)


def in_rail(person: Person) -> list[List]:
    """The lists of the rail, in order."""
    lines = [of_line(line, person, place) for place, line in enumerate(Line.objects.filter(is_active=True), 1)]
    before = [named(code, person) for code in BEFORE_LINES]
    after = [named(code, person) for code in AFTER_LINES]
    return [one for one in (*before, *lines, *after) if one is not None]
