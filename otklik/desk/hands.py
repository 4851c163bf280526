"""Single requests on the lead's console, each to be moved: what nobody has, what each person has, calls for help."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from otklik.people.models import Person
from otklik.routing.models import HelpCall, Relief
from otklik.tickets.models import Ticket
from otklik.tickets.models.queries import TicketQuerySet
from otklik.tickets.models.ticket import Urgency
from otklik.ui.formats import Words
from otklik.ui.shapes import Age

MOST = 10
"""Requests that nobody has, and calls for help."""
OF_PERSON = 4
"""Requests of one person."""
COLUMNS = ("id", "number", "subject", "urgency", "turn_since", "responsible_id")


@dataclass(frozen=True, slots=True)
class Card:
    """A request that can be moved: `move` is the address of the dialog that does it, empty where nothing moves."""

    number: int
    url: str
    subject: str
    since: Age
    is_critical: bool
    move: str


@dataclass(frozen=True, slots=True)
class Call:
    """A call for help: on which request, by whom, since when; `withdraw` is the address that takes it back."""

    card: Card
    name: str
    withdraw: str


def unaccepted(reader: Person, words: Words) -> list[Card]:
    """What nobody has, the most urgent and the oldest first; a few, one query."""
    found = Ticket.objects.visible_to(reader).unaccepted().order_by("-urgency", "turn_since", "id")
    return [_card(one, words) for one in found.only(*COLUMNS)[:MOST]]


def of_people(reader: Person, people: Collection[int], words: Words) -> dict[int, list[Card]]:
    """The first few in our turn of each of these people, the oldest first; one query for all."""
    found: TicketQuerySet = Ticket.objects.visible_to(reader).ours().filter(responsible__in=people).order_by()
    rank = Window(RowNumber(), partition_by=F("responsible"), order_by=["-urgency", "turn_since", "id"])
    cards: dict[int, list[Card]] = {}
    ranked = found.annotate(place=rank).filter(place__lte=OF_PERSON).only(*COLUMNS)
    for one in _in_order(ranked):
        cards.setdefault(one.responsible_id or 0, []).append(_card(one, words))
    return cards


def _in_order(tickets: Iterable[Ticket]) -> list[Ticket]:
    return sorted(tickets, key=lambda one: (-one.urgency, one.turn_since, one.pk))


def calls(reader: Person, words: Words) -> list[Call]:
    """Who calls for help, the longest first; one query."""
    found = HelpCall.objects.visible_to(reader).open().select_related("ticket", "by").order_by("at", "id")[:MOST]
    return [
        Call(
            card=_card(one.ticket, words, Age(words.duration(words.now - one.at), int(one.at.timestamp()))),
            name=one.by.name,
            withdraw=reverse("desk:help", args=[one.ticket.number]),
        )
        for one in found
    ]


def passed_up(reader: Person, words: Words) -> list[tuple[Card, str]]:
    """What agents passed on to the leads and no lead has taken, with who did, the longest first; one query."""
    found = Relief.objects.visible_to(reader).waiting().select_related("ticket", "by").order_by("at", "id")[:MOST]
    return [
        (_card(one.ticket, words, Age(words.duration(words.now - one.at), int(one.at.timestamp()))), one.by.name)
        for one in found
    ]


def _card(one: Ticket, words: Words, since: Age | None = None) -> Card:
    waited = Age(words.duration(words.now - one.turn_since), int(one.turn_since.timestamp()))
    return Card(
        number=one.number,
        url=reverse("desk:ticket", args=[one.number]),
        subject=one.subject,
        since=since or waited,
        is_critical=one.urgency == Urgency.CRITICAL,
        move=reverse("desk:reassignment", args=[one.number]),
    )
