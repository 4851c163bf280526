"""Questions that higher floors answer (F6): `wiring.py` puts the answers in place."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from otklik.people.models import Person

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from otklik.tickets.models import Ticket


def _active(person: Person) -> bool:
    return person.is_active


is_available: Callable[[Person], bool] = _active
"""Whether a request may go to the person at all: not while they are away (R17)."""


def _never(person: Person) -> datetime | None:
    return None


away_until: Callable[[Person], datetime | None] = _never
"""The planned return of somebody who is away; None for whoever is not."""

Works = Callable[[date], bool]
"""Whether people work on a date."""


def weekdays(day: date) -> bool:
    """Monday to Friday, where no calendar says more."""
    return day.isoweekday() < 6


def _weekdays_of(ticket: "Ticket") -> Works:
    return weekdays


working_days: Callable[["Ticket"], Works] = _weekdays_of
"""The working days of the customer of a request: by the calendar of their company, holidays and transfers included."""


def _never_rests(ticket: "Ticket") -> bool:
    return False


silence_rests: Callable[["Ticket"], bool] = _never_rests
"""Whether nobody may be reminded or closed by silence now: the department is overloaded (R10)."""

REOPENING = timedelta(days=14)
"""How long a closed request comes back as itself (R9)."""

MERGE_UNDO = timedelta(days=30)
"""How long a merge can be taken back (R11)."""


@dataclass(frozen=True)
class Delivered:
    """How a message fares on its way to one address; `state` is queued, held, sending, sent, failed or bounced.

    `why` is what is wrong, `at` since when it is so, `next_at` when it is tried again; `pk` names it for a new try.
    """

    address: str
    state: str
    why: str = ""
    pk: int = 0
    at: datetime | None = None
    next_at: datetime | None = None
    recipient: int = 0


@dataclass(frozen=True)
class Believed:
    """How far a letter can be believed: `verdict` is verified, unverified, failed or unknown; `signs` warn of it.

    `seal` says how it is encrypted or signed, `is_closed` that its words could therefore not be read.
    """

    verdict: str
    signs: tuple[str, ...] = ()
    seal: str = ""
    is_closed: bool = False


def _nobody_asked(message_ids: Sequence[int]) -> Mapping[int, Believed]:
    return {}


letter_trust: Callable[[Sequence[int]], Mapping[int, Believed]] = _nobody_asked
"""Whom the letters that these messages were can be believed to come from, in one query."""


def _by_people(ticket_id: int) -> bool:
    return False


def _nobodys() -> "QuerySet[Any, Any] | None":
    return None


not_for_agents: Callable[[], "QuerySet[Any, Any] | None"] = _nobodys
"""The ids of unaccepted requests that wait for a lead and are given to nobody else (C10), as a part of a query."""

is_begun_by_machine: Callable[[int], bool] = _by_people
"""Whether a machine's letter began the request: nothing automatic is ever sent there."""


def _nothing_known(message_ids: Sequence[int]) -> Mapping[int, Sequence[Delivered]]:
    return {}


delivery_states: Callable[[Sequence[int]], Mapping[int, Sequence[Delivered]]] = _nothing_known
"""How each of these messages was delivered, in one query; a message that leaves by no channel is not named."""
