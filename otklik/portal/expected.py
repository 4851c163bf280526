"""What a customer may expect now, in words (D6, R16): soft, and only when enough is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from otklik.clocks.models import Deadline, DeadlineKind
from otklik.routing import expecting
from otklik.routing.overload import shelving, telling
from otklik.tickets.models import Ticket
from otklik.ui.formats import Words

ANSWERS = (DeadlineKind.FIRST_REPLY, DeadlineKind.SUBSTANCE, DeadlineKind.NEXT_REPLY)


@dataclass(frozen=True, slots=True)
class Expected:
    """«Сейчас на смене 3 человека,» «обычно отвечаем за 6 минут.»; `is_live` while somebody is there."""

    title: str
    text: str
    is_live: bool


def now(words: Words) -> Expected | None:
    """For the first page; None when nothing honest can be said."""
    known = expecting.outlook()
    if known is None:
        return None
    if known.soon is not None:
        people = ngettext("%(count)s person is on shift now,", "%(count)s people are on shift now,", known.people)
        return Expected(people % {"count": known.people}, _usually(words, known.soon), True)
    if not known.people and known.opens_at is not None and known.opens_at > words.now:
        when = words.sentence(known.opens_at)
        return Expected(_("Nobody is on shift now."), _("We are back %(when)s.") % {"when": when}, False)
    return None


def of(ticket: Ticket, words: Words) -> str:
    """For the page of a request that nobody has answered yet: what its customer was told when it came."""
    if not ticket.is_open:
        return ""
    if by := _contract(ticket):
        return _("By the contract we answer by %(when)s.") % {"when": words.moment(by)}
    told = expecting.told(ticket)
    return _("Usually we answer within %(duration)s.") % {"duration": words.long_duration(told)} if told else ""


def _contract(ticket: Ticket) -> datetime | None:
    """Until when a contract says that the customer is answered: the one thing that is called promised (R30)."""
    firm = Deadline.objects.running().filter(ticket=ticket, is_firm=True, kind__in=ANSWERS)
    return firm.order_by("due_at").values_list("due_at", flat=True).first()


def overload() -> str:
    """What customers read while the department is overloaded; empty when it is not (C7)."""
    mode = telling.for_everybody()
    return str(mode.text) if mode else ""


def waits(ticket: Ticket) -> str:
    """The same on the page of a request that waits openly."""
    row = shelving.shelved(ticket) if ticket.is_open else None
    return str(row.overload.text) if row else ""


def _usually(words: Words, soon: timedelta) -> str:
    return _("usually we answer within %(duration)s.") % {"duration": words.long_duration(soon)}
