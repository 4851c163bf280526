"""What the walk puts into the addresses and forms of conduct."""

from collections.abc import Callable

from otklik.conduct.models import Measure, Note
from otklik.kernel import clock
from otklik.tickets.models import Message, Ticket
from tests import stage
from tests.cast import everybody

Value = Callable[[], object]


def _measure() -> int:
    """A warning of Anna's to Vera."""
    cast, ticket = everybody(), Ticket.objects.get(number=stage.NUMBER)
    known = {"by": cast.anna, "at": clock.now()}
    return Measure.objects.get_or_create(person=cast.vera, ticket=ticket, kind="warning", defaults=known)[0].pk


def _evidence() -> int:
    """What Vera wrote first."""
    return Message.objects.filter(ticket__number=stage.NUMBER).earliest("pk").pk


_SAID: dict[str, Value] = {"evidence": _evidence, "body": lambda: "Давайте по порядку", "why": lambda: "Оскорбления"}
_SKIPS: dict[str, Value] = {**_SAID, "skips": lambda: "on"}
BY_ADDRESS: dict[str, dict[str, Value]] = {"desk:conduct-lifting": {"pk": _measure}}
FORMS: dict[str, dict[str, Value]] = {
    "desk:conduct-calm": _SAID,
    "desk:conduct-warning": _SKIPS,
    "desk:conduct-lead": _SKIPS,
    "desk:conduct-limit": {**_SKIPS, "until_0": lambda: "week"},
    "desk:conduct-refusal": {**_SKIPS, "rule": lambda: "п. 4.2 договора"},
    "desk:conduct-note": {"words": lambda: "Пишет ночью", "before": lambda: Note.objects.latest("pk").pk},
    "desk:conduct-lifting": {"why": lambda: "Договорились"},
}
