"""A line that distributes by itself, with people on shift: for tests of distribution."""

from datetime import timedelta
from typing import Any

from otklik.people.models import Line, Person
from otklik.routing import planning, shifts
from otklik.routing.models import LinePlan, Offer
from otklik.tickets.models import Ticket
from tests.cast import everybody


def automatic(code: str = "first", **how: Any) -> LinePlan:
    """Let the line distribute by itself; three minutes an offer, three rounds."""
    usual: Any = {"offer_for": timedelta(minutes=3), "rounds": 3, "lead_after": timedelta(minutes=10)}
    return planning.set_plan(Line.objects.get(code=code), mode="automatic", by=everybody().boris, **(usual | how))


def here(*people: Person) -> None:
    """They begin their shift."""
    for one in people:
        shifts.enter(one, by=one)


def offer_of(ticket: Ticket) -> Offer | None:
    """What stands now."""
    return Offer.objects.open().filter(ticket=ticket).first()


def offered_to(ticket: Ticket) -> Person | None:
    """To whom the request is held out now; the request and the offer agree."""
    offer = offer_of(ticket)
    ticket.refresh_from_db()
    assert ticket.offered_to_id == (offer.to_id if offer else None)
    return offer.to if offer else None
