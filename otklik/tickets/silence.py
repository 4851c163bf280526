"""Closing by silence: a visible rule, off until somebody switches it on (B2, R10).

On the first of the customer's working days without an answer they are reminded, and once more on the last day before
closing, in their language and tone; the second reminder names the day. Never while a reply is owed, a workaround
stands, or the request waits for others; a machine is never reminded. Whatever came late moves what follows: between
two reminders, and between the last one and closing, there is always a working day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from otklik.kernel import clock
from otklik.people.models.person import Tone
from otklik.tickets import ask, options
from otklik.tickets.ask import Works
from otklik.tickets.kinds import Kind, MessageKind, Turn
from otklik.tickets.models import Message, Ticket

REMINDERS = 2
NOON = 12
LONGEST = 400
"""Days after which a calendar without working days is not looked through any further."""


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
    if ticket.kind not in (Kind.AWAITING_CUSTOMER, Kind.SOLUTION_PROPOSED) or ticket.turn != Turn.CUSTOMER:
        return ""
    if _is_workaround(ticket):
        return ""
    if ask.is_begun_by_machine(ticket.pk) or ask.silence_rests(ticket):
        return ""
    said = Message.objects.filter(ticket=ticket, kind=MessageKind.REMINDER, created_at__gte=ticket.turn_since)
    times = list(said.order_by("created_at").values_list("created_at", flat=True))
    count = Count(ticket.turn_since, times, ZoneInfo(ticket.customer.time_zone), ask.working_days(ticket))
    if clock.now() < count.next_at:
        return ""
    if len(times) >= REMINDERS:
        return "closed" if ticket.close_by_silence() else ""
    number = len(times) + 1
    ticket.remind(_words(ticket, last=number == REMINDERS, closes=count.closes_after(clock.now())), number=number)
    return "reminded"


@dataclass(frozen=True)
class Count:
    """How far the silence has come: since when, when the customer was reminded, which days are their working days."""

    since: datetime
    reminded: Sequence[datetime]
    zone: ZoneInfo
    works: Works

    @property
    def next_at(self) -> datetime:
        """When the next reminder is due, or closing after the last one."""
        days = options.SILENCE_DAYS.value
        number = (1, days - 1, days)[min(len(self.reminded), REMINDERS)]
        planned = due(self.since, number, self.zone, self.works)
        return max(planned, due(self.reminded[-1], 1, self.zone, self.works)) if self.reminded else planned

    def closes_after(self, now: datetime) -> datetime:
        """When silence closes, if the last reminder is sent now."""
        days = options.SILENCE_DAYS.value
        return max(due(self.since, days, self.zone, self.works), due(now, 1, self.zone, self.works))


def due(since: datetime, days: int, zone: ZoneInfo, works: Works = ask.weekdays) -> datetime:
    """Noon, for the customer, of the working day number `days` after `since`."""
    day, last = since.astimezone(zone).date(), since.astimezone(zone).date() + timedelta(days=LONGEST)
    while days and day < last:
        day += timedelta(days=1)
        days -= works(day)
    return datetime(day.year, day.month, day.day, NOON, tzinfo=zone)


def _is_workaround(ticket: Ticket) -> bool:
    solution = ticket.open_solution()
    return solution is not None and solution.is_workaround


def _words(ticket: Ticket, *, last: bool, closes: datetime) -> str:
    with translation.override(ticket.language or ticket.customer.language):
        proposed, asked, ends = _phrases(ticket.customer.tone)
        said = proposed if ticket.kind == Kind.SOLUTION_PROPOSED else asked
        return f"{said}\n\n{ends % {'day': closes.strftime('%d.%m.%Y')}}" if last else said


def _phrases(tone: str) -> tuple[str, str, str]:
    """After a solution, after a question, and what ends the last one; as the customer is spoken to (A11, R32)."""
    if tone == Tone.INFORMAL:
        return (
            pgettext("informal", "We proposed a solution. Tell us whether it helped."),
            pgettext("informal", "We asked you something, and cannot go on without the answer."),
            pgettext("informal", "If we hear nothing, we will close the request on %(day)s. You can open it again."),
        )
    if tone == Tone.OFFICIAL:
        return (
            pgettext("official", "A solution was proposed to you. Please let us know whether it helped."),
            pgettext("official", "A question was put to you; without the answer the work cannot go on."),
            pgettext("official", "Without an answer the request will be closed on %(day)s. You can open it again."),
        )
    return (
        _("We proposed a solution. Please tell us whether it helped."),
        _("We asked you a question and need the answer to go on."),
        _("If we hear nothing, we will close the request on %(day)s. You can open it again."),
    )
