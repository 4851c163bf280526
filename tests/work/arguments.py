"""What the walk puts into the addresses and forms of time and money."""

from collections.abc import Callable

from otklik.tickets.models import Ticket
from otklik.work import estimating
from otklik.work.models import Estimate
from tests import stage
from tests.cast import everybody

Value = Callable[[], object]


def _estimate() -> int:
    """A draft of Anna's."""
    ticket = Ticket.objects.get(number=stage.NUMBER)
    known = Estimate.objects.filter(ticket=ticket).first()
    return (known or estimating.draft(ticket, 100000, "RUB", "Перенос", by=everybody().anna)).pk


BY_ADDRESS: dict[str, dict[str, Value]] = {
    "desk:estimate-sending": {"pk": _estimate},
    "desk:estimate-withdrawal": {"pk": _estimate},
    "portal:estimate-decision": {"pk": _estimate},
    "portal:estimate": {"token": lambda: "guessed"},
}
FORMS: dict[str, dict[str, Value]] = {
    "desk:estimate": {"amount": lambda: "100", "currency": lambda: "RUB", "what": lambda: "Перенос"},
}
