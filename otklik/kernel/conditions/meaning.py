"""What a condition means: a query over many rows, or an answer about one."""

from __future__ import annotations

from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Q

from otklik.kernel.conditions.fields import Vocabulary
from otklik.kernel.conditions.kinds import Context
from otklik.kernel.conditions.tree import All, Node, Not, Some, Term

_NEVER = Q(pk__in=[])


def q(node: Node, vocabulary: Vocabulary, context: Context) -> Q:
    """The query for the rows of the vocabulary's model of which the condition is true."""
    match node:
        case Term(name):
            return vocabulary.fields[name].q(vocabulary.model, node, context)
        case Not(part):
            return ~q(part, vocabulary, context)
        case All(parts):  # an empty Q is dropped by | and by ~, so "always" is spelled out
            return reduce(and_, (q(part, vocabulary, context) for part in parts), ~_NEVER)
        case Some(parts):
            return reduce(or_, (q(part, vocabulary, context) for part in parts))


def holds(node: Node, vocabulary: Vocabulary, context: Context, instance: Any) -> bool:
    """Whether the condition is true of one instance; the same answer as the query's."""
    match node:
        case Term(name):
            return vocabulary.fields[name].holds(instance, node, context)
        case Not(part):
            return not holds(part, vocabulary, context, instance)
        case All(parts):
            return all(holds(part, vocabulary, context, instance) for part in parts)
        case Some(parts):
            return any(holds(part, vocabulary, context, instance) for part in parts)
