"""The tree of a condition, and its JSON."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias

from django.utils.translation import gettext_lazy as _

from otklik.kernel.conditions.errors import BadCondition, Unfit

if TYPE_CHECKING:
    from otklik.kernel.conditions.fields import Vocabulary

TERMS = 60
VALUES = 50
DEPTH = 20


class Op(StrEnum):
    """How a field is compared with values."""

    IS = "is"  # equals any of them
    HAS = "has"  # contains any of them, whatever the case of letters
    LT = "lt"
    LE = "le"
    GT = "gt"
    GE = "ge"
    WITHIN = "within"  # from the first to the second, both included
    NONE = "none"  # is empty


Value: TypeAlias = str | int | bool


@dataclass(frozen=True)
class Term:
    """One field compared."""

    field: str
    op: Op
    values: tuple[Value, ...] = ()


@dataclass(frozen=True)
class All:
    """Every part holds; no parts: always."""

    parts: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Some:
    """At least one part holds."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Not:
    """The part does not hold."""

    part: Node


Node: TypeAlias = Term | All | Some | Not


def all_of(parts: Iterable[Node]) -> Node:
    """Every part, without needless nesting."""
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, All) else (part,))]
    return flat[0] if len(flat) == 1 else All(tuple(flat))


def some_of(parts: Iterable[Node]) -> Node:
    """Any part, without needless nesting; there must be at least one."""
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, Some) else (part,))]
    return flat[0] if len(flat) == 1 else Some(tuple(flat))


def negation(part: Node) -> Node:
    """The opposite; of the opposite: the part itself."""
    return part.part if isinstance(part, Not) else Not(part)


def terms(node: Node) -> Iterable[Term]:
    """Every term of the tree."""
    match node:
        case Term():
            yield node
        case Not(part):
            yield from terms(part)
        case All(parts) | Some(parts):
            for part in parts:
                yield from terms(part)


def to_json(node: Node) -> dict[str, Any]:
    """As it is stored."""
    match node:
        case Term(field, op, values):
            return {"field": field, "op": op.value, "values": list(values)}
        case Not(part):
            return {"not": to_json(part)}
        case All(parts):
            return {"all": [to_json(part) for part in parts]}
        case Some(parts):
            return {"some": [to_json(part) for part in parts]}


def from_json(data: Any, vocabulary: Vocabulary) -> Node:
    """A stored or foreign condition, checked against the vocabulary. Raises BadCondition."""
    node = _node(data, vocabulary, DEPTH)
    if sum(1 for _term in terms(node)) > TERMS:
        raise BadCondition(_("The condition is too long."))
    return node


def _node(data: Any, vocabulary: Vocabulary, depth: int) -> Node:
    if not isinstance(data, dict) or not depth:
        raise _unreadable()
    match data:
        case {"not": part}:
            return negation(_node(part, vocabulary, depth - 1))
        case {"all": list(parts)}:
            return all_of(_node(part, vocabulary, depth - 1) for part in parts)
        case {"some": [*parts]} if parts:
            return some_of(_node(part, vocabulary, depth - 1) for part in parts)
        case {"field": str(field), "op": str(op), "values": list(values)}:
            return _term(field, op, values, vocabulary)
    raise _unreadable()


def _term(name: str, op: str, values: list[Any], vocabulary: Vocabulary) -> Term:
    if name not in vocabulary.fields or op not in Op.__members__.values() or len(values) > VALUES:
        raise _unreadable()
    try:
        return vocabulary.fields[name].kind.term(name, Op(op), values)
    except Unfit:
        raise _unreadable() from None


def _unreadable() -> BadCondition:
    return BadCondition(_("This condition cannot be read."))
