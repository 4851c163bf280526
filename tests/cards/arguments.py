"""What the walk puts into addresses of the card."""

from collections.abc import Callable

from otklik.cards.models import Filling, Inquiry, Link, Permit, Source
from otklik.kernel import clock
from otklik.people.models import CustomField, Line
from otklik.tickets.models import Ticket
from tests import canaries, stage
from tests.cast import everybody


def permit() -> int:
    """An action that the first line may order."""
    found = Permit.objects.filter(code="walk", kind="action").first()
    lines = Line.objects.filter(code="first")
    name = {"ru": "Пройти"}
    return (found or Permit.add(by=everybody().gleb, code="walk", name=name, lines=lines, needs_proof=False)).pk


def query() -> str:
    """A query that the first line may ask; the source is off, so nothing is asked."""
    if not Permit.objects.filter(code="walk", kind="query").exists():
        known = {"name": {"ru": "Спросить"}, "lines": Line.objects.filter(code="first"), "needs_proof": False}
        Permit.add(by=everybody().gleb, code="walk", kind="query", **known)
    return "walk"


def inquiry() -> int:
    """One that Anna has asked."""
    cast = everybody()
    ticket = Ticket.objects.get(number=stage.NUMBER)
    known = {"ticket": ticket, "customer": ticket.customer, "by": cast.anna, "at": clock.now(), "name": "Спросить"}
    return Inquiry.objects.get_or_create(code=query(), defaults=known)[0].pk


def filling() -> int:
    """A field of people that the card fills."""
    found = Filling.objects.first()
    field = CustomField.objects.get_or_create(noun="person", code="walked", defaults={"name": {"ru": "Тариф"}})[0]
    return (found or Filling.add(by=everybody().gleb, code="plan", field=field, overwrites=False)).pk


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
    "desk:account-query": {"code": query},
    "desk:account-answer-note": {"code": query, "pk": inquiry},
    "manage:card_action": {"pk": permit},
    "manage:card_action_removed": {"pk": permit},
    "manage:card_field": {"pk": filling},
    "manage:card_field_removed": {"pk": filling},
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
    "manage:card_query_new": {
        "code": lambda: "fresh",
        "name_ru": lambda: "Новое",
        "lines": lambda: Line.objects.get(code="first").pk,
    },
    "manage:card_action_new": {
        "code": lambda: "fresh",
        "name_ru": lambda: "Новое",
        "lines": lambda: Line.objects.get(code="first").pk,
    },
}
