"""Closing by silence: a visible rule, off until somebody switches it on (B2, R10).

On the first two working days without an answer the customer is reminded, in their language; the second reminder names
the day of closing. Never while a reply is owed, a workaround stands, or the request waits for others; a machine is
never reminded.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _

from otklik.kernel import clock
from otklik.tickets import ask, options
from otklik.tickets.kinds import Kind, MessageKind
from otklik.tickets.models import Message, Ticket
from otklik.tickets.models.waiting import SATURDAY

REMINDERS = 2
NOON = 12


def candidates() -> list[int]:
    """Requests that wait for a silent customer, if the rule is on."""
    if not options.CLOSE_BY_SILENCE.value:
        return []
    waiting = Ticket.objects.open().awaiting_customer().filter(reply_owed_since__isnull=True)
    return list(
        waiting.filter(turn_since__lt=clock.now() - timedelta(hours=20)).order_by("pk").values_list("pk", flat=True)
    )


def step(ticket: Ticket) -> str:
    """Remind or close, whichever is due; safe to call at any time and twice. Returns what was done."""
    if ticket.kind not in (Kind.AWAITING_CUSTOMER, Kind.SOLUTION_PROPOSED) or _is_workaround(ticket):
        return ""
    if ask.is_begun_by_machine(ticket.pk):
        return ""
    zone = ZoneInfo(ticket.customer.time_zone)
    days = options.SILENCE_DAYS.value
    said = Message.objects.filter(ticket=ticket, kind=MessageKind.REMINDER, created_at__gte=ticket.turn_since).count()
    if said >= REMINDERS and clock.now() >= due(ticket.turn_since, days, zone):
        return "closed" if ticket.close_by_silence() else ""
    if said < REMINDERS and clock.now() >= due(ticket.turn_since, said + 1, zone):
        ticket.remind(
            _words(ticket, last=said + 1 == REMINDERS, closes=due(ticket.turn_since, days, zone)), number=said + 1
        )
        return "reminded"
    return ""


def due(since: datetime, days: int, zone: ZoneInfo) -> datetime:
    """Noon, for the customer, of the working day number `days` after `since`."""
    day = since.astimezone(zone).date()
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < SATURDAY
    return datetime(day.year, day.month, day.day, NOON, tzinfo=zone)


def _is_workaround(ticket: Ticket) -> bool:
    solution = ticket.open_solution()
    return solution is not None and solution.is_workaround


def _words(ticket: Ticket, *, last: bool, closes: datetime) -> str:
    with translation.override(ticket.language or ticket.customer.language):
        asked = (
            _("We proposed a solution. Please tell us whether it helped.")
            if ticket.kind == Kind.SOLUTION_PROPOSED
            else _("We asked you a question and need the answer to go on.")
        )
        if not last:
            return asked
        day = closes.strftime("%d.%m.%Y")
        return (
            asked
            + "\n\n"
            + _("If we hear nothing, we will close the request on %(day)s. You can open it again.") % {"day": day}
        )
