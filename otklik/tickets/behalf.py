"""A request that staff write down for somebody: a caller, a visitor, a colleague's word (R12, R13)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from otklik.kernel.verbs import Refused, verb
from otklik.people import identifying, rights
from otklik.people.models import Line, Person
from otklik.tickets.models import Attachment, Category, Ticket
from otklik.tickets.opening import open_ticket


@dataclass(frozen=True, slots=True)
class Caller:
    """For whom: somebody known, or a name with whatever addresses were given."""

    person: Person | None = None
    name: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Sorting:
    """What is known of the request at once."""

    category: Category | None = None
    tags: Sequence[str] = ()
    line: Line | None = None
    accepts: bool = False


@verb
def open_for(
    caller: Caller,
    *,
    by: Person,
    body: str,
    subject: str = "",
    channel: str = "phone",
    files: Sequence[Attachment] = (),
    sorting: Sorting | None = None,
) -> Ticket:
    """Open a request on behalf of a customer; both stand on it. By phone, the first message is the record of a call.

    Raises InvalidAddress for an address that is none, Refused("behalf.staff") for a colleague's.
    """
    rights.require(by, rights.CREATE)
    sorting = sorting or Sorting()
    customer = caller.person or _identified(caller, by)
    if customer.is_staff_member:
        raise Refused("behalf.staff", _("This address belongs to a colleague. Write who the customer is."))
    ticket = open_ticket(
        customer=customer, created_by=by, body=body, subject=subject, channel=channel, files=files, line=sorting.line
    )
    if sorting.category is not None:
        ticket.categorise(sorting.category, by=by)
    if sorting.tags:
        ticket.add_tags(sorting.tags, by=by)
    if sorting.accepts:
        ticket.accept(by=by)
    return ticket


def _identified(caller: Caller, by: Person) -> Person:
    given = [(kind, value) for kind, value in (("email", caller.email), ("phone", caller.phone)) if value.strip()]
    if not given:
        return identifying.named(caller.name, by=by)
    (kind, value), *others = given
    person, _identity = identifying.known(kind, value, name=caller.name, channel="desk")
    for kind, value in others:
        identifying.add(person, kind, value, by=by)
    return person
