"""Short sentences for tests: open a request, and let somebody do something."""

from typing import Any

from otklik.people.models import Person
from otklik.tickets.models import Ticket
from otklik.tickets.opening import open_ticket


def opened(customer: Person, body: str = "Сайт не открывается с утра", **more: Any) -> Ticket:
    """A fresh request of the customer."""
    return open_ticket(customer=customer, body=body, **more)


def codes(ticket: Ticket) -> list[str]:
    """What happened to the request, in order."""
    from otklik.kernel.models import Event

    return list(Event.objects.filter(ticket_id=ticket.pk).order_by("id").values_list("code", flat=True))
