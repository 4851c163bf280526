"""A list narrowed by what somebody typed and chose."""

from __future__ import annotations

from dataclasses import dataclass

from otklik.desk import filters
from otklik.desk.lists import List
from otklik.desk.look import Look
from otklik.kernel import conditions
from otklik.kernel.conditions import BadCondition, Node, all_of
from otklik.people.models import Person
from otklik.tickets import viewing
from otklik.tickets.fields import TICKETS
from otklik.tickets.models.queries import TicketQuerySet


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What is left of a list, and the condition that a saved view of it would have.

    `problem` says what could not be understood; then nothing is left, rather than everything.
    """

    tickets: TicketQuerySet
    node: Node
    problem: str = ""


def narrow(one: List, look: Look, person: Person) -> Narrowed:
    """The list as `look` asks for it."""
    context = viewing.context(person)
    try:
        typed = conditions.read(look.text, TICKETS, context)
    except BadCondition as bad:
        return Narrowed(one.tickets.none(), one.node, str(bad.said))
    asked = all_of([typed, *filters.terms(look.chosen)])
    tickets = one.tickets.filter(conditions.q(asked, TICKETS, context)) if look.is_narrowed else one.tickets
    return Narrowed(tickets, all_of([one.node, asked]))
