"""The chips above a list: each narrows it by one field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import pgettext

from otklik.desk.look import CHIPS, Look
from otklik.kernel.conditions import Node, Op, Term
from otklik.kernel.conditions.errors import Unfit
from otklik.kernel.translated import Translated
from otklik.people.models import Line, Person
from otklik.tickets.fields import CHANNELS, LANGUAGES, TICKETS, TURNS
from otklik.tickets.models import Category, Tag
from otklik.ui.shapes import Choice

NOBODY, ME = "nobody", "me"
FIELDS = {name: name for name in CHIPS} | {"who": "responsible"}
"""By the name of a chip, the field that it asks."""
MOST_OPTIONS = 100


@dataclass(frozen=True, slots=True)
class Chip:
    """A chip: what it asks; what is chosen, and the address without it; the addresses of its options."""

    name: str
    title: str
    chosen: str
    without: str
    options: tuple[Choice, ...]


def terms(chosen: Mapping[str, str]) -> Iterable[Node]:
    """The conditions that the chosen chips mean; what does not fit means nothing."""
    for name, value in chosen.items():
        term = _term(FIELDS[name], value)
        if term is not None:
            yield term


def chips(look: Look, person: Person, *, without: Iterable[str] = ()) -> list[Chip]:
    """The chips of a list but those that make no sense there."""
    hidden = set(without)
    made = {
        "turn": (pgettext("filter", "Whose turn"), _turns),
        "category": (pgettext("filter", "Category"), _categories),
        "who": (pgettext("filter", "Responsible"), _people),
        "language": (pgettext("filter", "Language"), _languages),
        "tag": (pgettext("filter", "Tag"), _tags),
        "line": (pgettext("filter", "Line"), _lines),
        "channel": (pgettext("filter", "Channel"), _channels),
    }
    return [
        _chip(look, name, title, dict(options(person))) for name, (title, options) in made.items() if name not in hidden
    ]


def _chip(look: Look, name: str, title: str, options: dict[str, str]) -> Chip:
    value = look.chosen.get(name, "")
    return Chip(
        name=name,
        title=title,
        chosen=options.get(value, value),
        without=look.with_chip(name, ""),
        options=tuple(Choice(look.with_chip(name, code), text, code == value) for code, text in options.items()),
    )


def _term(field: str, value: str) -> Term | None:
    if value == NOBODY:
        return Term(field, Op.NONE)
    kind = TICKETS.fields[field].kind
    try:
        return kind.term(field, Op.IS, [int(value) if value.isdecimal() and len(value) < 19 else value])
    except Unfit:
        return None


Options = Iterable[tuple[str, str]]


def _turns(person: Person) -> Options:
    return [(code, str(name)) for code, name in TURNS.items()]


def _people(person: Person) -> Options:
    yield ME, pgettext("responsible", "Me")
    yield NOBODY, pgettext("responsible", "Nobody")
    staff = Person.objects.visible_to(person).staff().active().exclude(pk=person.pk).by_name()
    yield from ((str(pk), name) for pk, name in staff.values_list("pk", "name")[:MOST_OPTIONS])


def _categories(person: Person) -> Options:
    active = Category.objects.filter(is_active=True).values_list("pk", "path", "name")[:MOST_OPTIONS]
    return [(str(pk), "\u2003" * (path.count("/") - 2) + str(Translated(name))) for pk, path, name in active]


def _tags(person: Person) -> Options:
    active = Tag.objects.filter(is_active=True).values_list("pk", "name")[:MOST_OPTIONS]
    return [(str(pk), name) for pk, name in active]


def _lines(person: Person) -> Options:
    return [
        (str(pk), str(Translated(name))) for pk, name in Line.objects.filter(is_active=True).values_list("pk", "name")
    ]


def _languages(person: Person) -> Options:
    return [(code, str(name)) for code, name in LANGUAGES.items()]


def _channels(person: Person) -> Options:
    return [(code, str(name)) for code, name in CHANNELS.items()]
