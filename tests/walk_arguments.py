"""What the walk puts into the holes of addresses and into forms.

Every value is a function without arguments, called when the cast is on stage.
"""

from collections.abc import Callable

from otklik.tickets.models import Ticket
from tests.cast import everybody
from tests.tickets.acting import opened

Value = Callable[[], object]


def _number() -> int:
    """Vera's request, which nobody has accepted."""
    ticket = Ticket.objects.order_by("pk").first() or opened(everybody().vera)
    return int(ticket.number)


BY_NAME: dict[str, Value] = {
    "number": _number,
    "view": lambda: "open",
    "line": lambda: "first",
    "uidb36": lambda: "1",
    "key": lambda: "guessed-key",
}
"""For every address with a hole of this name: `<int:number>` → BY_NAME["number"]."""

BY_ADDRESS: dict[str, dict[str, Value]] = {}
"""Where one address needs another value: BY_ADDRESS["desk:message"]["pk"]."""

FORMS: dict[str, dict[str, Value]] = {}
"""What is posted to an address, so that a right is tested and not only a form's errors; others get an empty form."""
