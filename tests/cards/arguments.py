"""What the walk puts into addresses of the card."""

from collections.abc import Callable

from otklik.cards.models import Link, Permit, Source
from otklik.people.models import Line
from tests import canaries, stage
from tests.cast import everybody


def permit() -> int:
    """An action that the first line may order."""
    found = Permit.objects.filter(code="walk").first()
    lines = Line.objects.filter(code="first")
    name = {"ru": "Пройти"}
    return (found or Permit.add(by=everybody().gleb, code="walk", name=name, lines=lines, needs_proof=False)).pk


def link() -> int:
    """A signed link with a key that nobody may ever see; it does not dig deeper."""
    found = Link.objects.first()
    known = {"name": {"ru": "Биллинг"}, "address": "https://billing.example/?n={ticket}", "is_deeper": False}
    return (found or Link.add(by=None, **known, is_signed=True, key=canaries.PASSWORD.word + "-of-links")).pk


def source() -> object:
    """A source that is not in use, with a key of that kind."""
    known = {"url": "https://crm.otklik.example", "key": canaries.PASSWORD.word + "-and-more", "is_active": False}
    return Source.objects.first() or Source.set_up(by=None, **known)


def code() -> str:
    """The permit's; the source is off, so nothing is ordered."""
    return Permit.objects.get(pk=permit()).code


Value = Callable[[], object]

BY_ADDRESS: dict[str, dict[str, Value]] = {
    "desk:account": {"number": lambda: source() and stage.NUMBER},
    "desk:account-link": {"pk": link},
    "desk:account-action": {"code": code},
    "manage:card_action": {"pk": permit},
    "manage:card_action_removed": {"pk": permit},
    "manage:card_link": {"pk": link},
    "manage:card_link_removed": {"pk": link},
    "portal:identity": {"token": lambda: "guessed"},
}

FORMS: dict[str, dict[str, Value]] = {
    "desk:identity": {"way": lambda: "phone", "words": lambda: "Назван номер договора"},
    "manage:card": {
        "url": lambda: "https://crm2.otklik.example",
        "key": lambda: "a-key-of-the-walk-only",
        "seconds": lambda: "4",
        "keep": lambda: "5",
    },
    "manage:card_link_new": {
        "name_ru": lambda: "Склад",
        "address": lambda: "https://stock.example/?id={id}",
        "minutes": lambda: "5",
    },
    "manage:card_action_new": {
        "code": lambda: "fresh",
        "name_ru": lambda: "Новое",
        "lines": lambda: Line.objects.get(code="first").pk,
    },
}
