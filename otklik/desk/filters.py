"""The chips above a list: each narrows it by one field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import cached_property
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


class Known:
    """What can be chosen: fetched once for the chips and for the deeds on many."""

    def __init__(self, person: Person) -> None:
        self.person = person

    @cached_property
    def people(self) -> list[tuple[str, str]]:
        """Colleagues, the person first."""
        staff = Person.objects.visible_to(self.person).staff().active().exclude(pk=self.person.pk).by_name()
        return [(str(pk), name) for pk, name in staff.values_list("pk", "name")[:MOST_OPTIONS]]

    @cached_property
    def lines(self) -> list[tuple[str, str]]:
        """Every line."""
        active = Line.objects.filter(is_active=True).values_list("pk", "name")
        return [(str(pk), str(Translated(name))) for pk, name in active]

    def options(self, name: str) -> list[tuple[str, str]]:
        """What a chip offers: values and words."""
        offers: dict[str, Callable[[], list[tuple[str, str]]]] = {
            "turn": lambda: [(code, str(word)) for code, word in TURNS.items()],
            "category": _categories,
            "who": lambda: [*_ourselves(), *self.people],
            "language": lambda: [(code, str(word)) for code, word in LANGUAGES.items()],
            "tag": _tags,
            "line": lambda: self.lines,
            "channel": lambda: [(code, str(word)) for code, word in CHANNELS.items()],
        }
        return offers[name]()


def chips(look: Look, known: Known, *, without: Iterable[str] = ()) -> list[Chip]:
    """The chips of a list but those that make no sense there."""
    titles = {
        "turn": pgettext("filter", "Whose turn"),
        "category": pgettext("filter", "Category"),
        "who": pgettext("filter", "Responsible"),
        "language": pgettext("filter", "Language"),
        "tag": pgettext("filter", "Tag"),
        "line": pgettext("filter", "Line"),
        "channel": pgettext("filter", "Channel"),
    }
    hidden = set(without)
    return [_chip(look, name, titles[name], dict(known.options(name))) for name in CHIPS if name not in hidden]


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


def _ourselves() -> list[tuple[str, str]]:
    return [(ME, pgettext("responsible", "Me")), (NOBODY, pgettext("responsible", "Nobody"))]


def _categories() -> list[tuple[str, str]]:
    active = Category.objects.filter(is_active=True).values_list("pk", "path", "name")[:MOST_OPTIONS]
    return [(str(pk), "\u2003" * (path.count("/") - 2) + str(Translated(name))) for pk, path, name in active]


def _tags() -> list[tuple[str, str]]:
    active = Tag.objects.filter(is_active=True).values_list("pk", "name")[:MOST_OPTIONS]
    return [(str(pk), name) for pk, name in active]
