"""What can be asked of a model: its fields, by their names in three languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Exists, Model, OuterRef, Q

from otklik.kernel.conditions.kinds import Context, Kind
from otklik.kernel.conditions.tree import Op, Term

NAME = re.compile(r"[^\W\d][\w-]*")


@dataclass(frozen=True)
class Field:
    """Something that can be asked: `names` by language (one word each), more `aliases`, a kind, and where it lies.

    `column` is a path of Django's ("line__name", "fields__plan"); `many` says that it leads to several rows. A key of
    JSON that has no value must be absent, not null. A field that lies elsewhere has its own query and its own answer
    for one instance instead; they must agree.
    """

    name: str
    names: Mapping[str, str]
    kind: Kind
    column: str = ""
    aliases: tuple[str, ...] = ()
    many: bool = False
    asks: Callable[[Term, Context], Q] | None = None
    answers: Callable[[Any, Term, Context], bool] | None = None

    def q(self, model: type[Model], term: Term, context: Context) -> Q:
        """The query for a term."""
        if self.asks:
            return self.asks(term, context)
        if not self.many:
            return self.kind.q(self.column, term, context)
        themselves = model._default_manager.filter(pk=OuterRef("pk"))
        if term.op is Op.NONE:
            return ~Q(Exists(themselves.filter(self.kind.is_something(self.column))))
        return Q(Exists(themselves.filter(self.kind.q(self.column, term, context))))

    def holds(self, instance: Any, term: Term, context: Context) -> bool:
        """Whether a term is true of an instance."""
        if self.answers:
            return self.answers(instance, term, context)
        found = [value for value in _reached(instance, self.column.split("__")) if not self.kind.is_nothing(value)]
        if term.op is Op.NONE:
            return not found
        return any(self.kind.holds(value, term, context) for value in found)

    def spellings(self) -> Iterable[str]:
        """Every name that it answers to."""
        return {self.name, *self.names.values(), *self.aliases}


class Vocabulary:
    """The fields of a model; `free` is the one that bare words ask."""

    def __init__(self, model: type[Model], *, free: str = "") -> None:
        self.model = model
        self.free = free
        self.fields: dict[str, Field] = {}
        self.spellings: dict[str, Field] = {}

    def add(self, *fields: Field) -> Self:
        """Make fields known. Raises ValueError when a name is taken or is not one word."""
        for field in fields:
            for spelling in field.spellings():
                if not NAME.fullmatch(spelling):
                    raise ValueError(f"{spelling} cannot be typed before a colon")
                if self.spellings.setdefault(spelling.lower(), field) is not field:
                    raise ValueError(f"{spelling} already means {self.spellings[spelling.lower()].name}")
            self.fields[field.name] = field
        return self

    def only(self, *names: str) -> Vocabulary:
        """A part of it, for those who may not ask the rest."""
        return Vocabulary(self.model, free=self.free if self.free in names else "").add(
            *(self.fields[name] for name in names)
        )


def _reached(start: Any, path: list[str]) -> list[Any]:
    """The values at the end of a path; several when it leads over a relation to many."""
    reached = [start]
    for name in path:
        reached = [after for before in reached if before is not None for after in _step(before, name)]
    return reached


def _step(before: Any, name: str) -> list[Any]:
    if isinstance(before, dict):
        return [before.get(name)]
    try:
        after = getattr(before, name)
    except ObjectDoesNotExist:
        return []
    return list(after.all()) if hasattr(after, "all") else [after]
