"""One language of conditions for views, search, mail rules, norms and rules (F15).

    статус:открыто от:vera метка:vps -язык:en (возврат или "не пришёл счёт")

A condition is a tree. It is kept as JSON, shown and typed as text in any of the three languages, compiled to a query
and evaluated on one instance; both give the same answer. A package registers its fields in a vocabulary:

    tickets = conditions.Vocabulary(Ticket, free="text")
    tickets.add(conditions.Field("status", {"ru": "статус", "uk": "статус", "en": "status"}, OneOf(STATUSES), "kind"))

    tree = conditions.read("статус:открыто", tickets, context)
    Ticket.objects.visible_to(anna).filter(conditions.q(tree, tickets, context))
    conditions.holds(tree, tickets, context, ticket)
"""

from otklik.kernel.conditions.errors import BadCondition
from otklik.kernel.conditions.fields import Field, Vocabulary
from otklik.kernel.conditions.kinds import Context, Flag, Kind, OneOf, Reference, Text, Whole
from otklik.kernel.conditions.meaning import holds, q
from otklik.kernel.conditions.moments import Moment
from otklik.kernel.conditions.reading import read
from otklik.kernel.conditions.tree import All, Node, Not, Op, Some, Term, all_of, from_json, negation, some_of, to_json
from otklik.kernel.conditions.writing import write

__all__ = [
    "All",
    "BadCondition",
    "Context",
    "Field",
    "Flag",
    "Kind",
    "Moment",
    "Node",
    "Not",
    "OneOf",
    "Op",
    "Reference",
    "Some",
    "Term",
    "Text",
    "Vocabulary",
    "Whole",
    "all_of",
    "from_json",
    "holds",
    "negation",
    "q",
    "read",
    "some_of",
    "to_json",
    "write",
]
