"""How a half-typed search may go on: names of fields, and the values of the field that was named."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils import translation

from otklik.desk.filters import FIELDS, Known
from otklik.kernel.conditions import OneOf
from otklik.people.models import Person
from otklik.tickets.fields import TICKETS

MOST = 8
_UNFINISHED = re.compile(r"(?:^|\s)-?(?:([^\W\d][\w-]*):)?([^\s:()\"]*)$")


def completions(typed: str, person: Person) -> list[tuple[str, str]]:
    """What to offer: the piece that is added, and the whole text with it."""
    unfinished = _UNFINISHED.search(typed)
    if unfinished is None or not (unfinished[1] or unfinished[2]):
        return []
    name, part = unfinished[1], unfinished[2].casefold()
    before = typed[: unfinished.start(2)]
    offered = _values(name, person) if name else _fields(person)
    fitting = (one for one in offered if one.casefold().startswith(part) and one.casefold() != part)
    ending = " " if name else ""
    pieces = [one for one, _place in zip(fitting, range(MOST), strict=False)]
    start = f"{name}:" if name else ""
    return [(f"{start}{one}", f"{before}{one}{ending}") for one in pieces]


def _fields(person: Person) -> Iterator[str]:
    for field in TICKETS.fields.values():
        if field.name != TICKETS.free:
            yield f"{field.names[person.language]}:"


def _values(spelling: str, person: Person) -> Iterator[str]:
    field = TICKETS.spellings.get(spelling.lower())
    if field is None:
        return
    if isinstance(field.kind, OneOf):
        with translation.override(person.language):
            words = [str(word) for word in field.kind.choices.values()]
        yield from (_typed(word) for word in words)
        return
    chip = next((chip for chip, asks in FIELDS.items() if asks == field.name), None)
    if chip:
        yield from (_typed(word.strip()) for _value, word in Known(person).options(chip))


def _typed(word: str) -> str:
    return f'"{word}"' if re.search(r"[\s(),]", word) else word
