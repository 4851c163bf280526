"""What the walk puts into the addresses and forms of wishes."""

from collections.abc import Callable
from datetime import date

from otklik.kernel import clock
from otklik.problems.models import Copy, Say, SayText
from otklik.tickets.models import Ticket
from otklik.wishes import recording
from otklik.wishes.models import Asking, Decision, Review, Wish
from tests import stage
from tests.cast import everybody

Value = Callable[[], object]


def wish() -> Wish:
    """Anna's; the head of the other company asks for it."""
    known = Wish.objects.filter(title="Выгрузка в XLSX").first()
    return known or recording.record("Выгрузка в XLSX", by=everybody().anna)


def _asking() -> int:
    """Of the neighbour's request."""
    foreign = Ticket.objects.get(number=stage.FOREIGN_NUMBER)
    known = Asking.objects.standing().filter(ticket=foreign).first()
    return (known or recording.ask(wish(), foreign, by=everybody().anna)).pk


def _month() -> int:
    """January, with nothing in it."""
    bounds = {"since": clock.now(), "until": clock.now(), "at": clock.now()}
    return Review.objects.get_or_create(month=date(2026, 1, 1), defaults=bounds)[0].pk


def _say() -> int:
    """What Anna wrote to all, and what could not be written."""
    if known := Decision.objects.filter(wish=wish()).first():
        return known.say_id or 0
    said = Say.objects.create(what="news", by=everybody().anna, at=clock.now())
    SayText.objects.create(say=said, language="ru", body="Делаем")
    foreign = Ticket.objects.get(number=stage.FOREIGN_NUMBER)
    Copy.objects.create(say=said, ticket=foreign, state="failed", why="say.gap")
    Decision.objects.create(wish=wish(), state="planned", by=everybody().boris, at=clock.now(), say=said)
    return said.pk


_WISH: dict[str, Value] = {"pk": lambda: wish().pk}
BY_ADDRESS: dict[str, dict[str, Value]] = {
    **{f"desk:wish{part}": _WISH for part in ("", "-settings", "-decision", "-merge")},
    **{f"desk:wish-{part}": {**_WISH, "say": _say} for part in ("unsay", "retry")},
    "desk:wishes-month": {"pk": _month},
    "desk:wish-departure": {**_WISH, "asking": _asking},
    "portal:wish-withdrawal": {"pk": _asking},
}
FORMS: dict[str, dict[str, Value]] = {
    "desk:wish-settings": {"title": lambda: "Выгрузка в XLSX"},
    "desk:wish-decision": {"state": lambda: "planned"},
    "desk:wish-step": {"chosen": lambda: "new", "fresh": lambda: "Тёмная тема"},
}
