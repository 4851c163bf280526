"""The load: the work that waits and arrives, against what the people on shift can carry (C7).

Pages read one row that a job writes; how much a person answers in an hour is measured on the last weeks.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import DurationField, ExpressionWrapper, F, Sum

from otklik.clocks.models import Overload
from otklik.kernel import clock
from otklik.kernel.events import Event, Side
from otklik.kernel.verbs import verb
from otklik.routing import options, staff
from otklik.routing.models import Duty, Load, State
from otklik.tickets.models import Ticket

HOUR = timedelta(hours=1)
AHEAD = 2
"""Hours that are looked ahead: a soft promise is two hours (D1)."""
WEEKS = 4
LEAST_HOURS = 20
"""Hours on shift from which on one may speak of a measured pace."""
LEAST_WAITING = 5
"""Fewer requests overload nobody."""
CALMER = 30
"""Per cent below the threshold at which a suggestion ends, so that it does not flicker."""
MOST = 1000
ANSWERS = ("ticket.replied", "solution.proposed")


def percent(waiting: int, arriving: float, people: int, pace: float) -> int | None:
    """The work of the next hours against what `people` carry at `pace` answers an hour; None without people. Pure."""
    if not people or pace <= 0:
        return None
    return round(100 * (waiting + arriving * AHEAD) / (people * pace * AHEAD))


@verb
def measure() -> Load:
    """Write down the present load; every half a minute."""
    now = clock.now()
    known = Load.objects.filter(pk=1).first() or Load(pk=1, at=now, pace=options.PACE.value)
    owed = Ticket.objects.ours().filter(reply_owed_since__isnull=False, parent__isnull=True)
    known.waiting = owed.order_by()[:MOST].count()
    came = Event.objects.filter(code__in=("ticket.opened", "ticket.written"), at__gt=now - HOUR, side=Side.CUSTOMER)
    known.arriving = came.order_by()[:MOST].count()
    known.people, known.at = staff.answering(), now
    known.percent = percent(known.waiting, known.arriving, known.people, known.pace)
    known.strained_since = strained(known, now)
    known.save()
    return known


def strained(load: Load, now: datetime) -> datetime | None:
    """Since when the load is too high; it ends only well below the threshold."""
    most = options.OVERLOAD.value - (CALMER if load.strained_since else 0)
    is_high = load.percent is not None and load.percent >= most and load.waiting >= LEAST_WAITING
    return (load.strained_since or now) if is_high else None


@verb
def learn() -> float:
    """Measure how much a person answers in an hour on shift, over the last weeks; too little is known: the setting."""
    since = clock.now() - timedelta(weeks=WEEKS)
    lasted = ExpressionWrapper(F("ended_at") - F("started_at"), output_field=DurationField())
    duties = Duty.objects.filter(state=State.ON, started_at__gte=since, ended_at__isnull=False)
    worked = duties.aggregate(all=Sum(lasted))["all"] or timedelta()
    answered = Event.objects.filter(code__in=ANSWERS, at__gte=since, side=Side.SUPPORT).count()
    enough = worked >= LEAST_HOURS * HOUR and answered
    pace = answered / (worked / HOUR) if enough else float(options.PACE.value)
    Load.objects.update_or_create(pk=1, defaults={"pace": pace}, create_defaults={"pace": pace, "at": clock.now()})
    return pace


def load() -> Load | None:
    """The last reading, if it is fresh."""
    return Load.objects.filter(pk=1, at__gt=clock.now() - timedelta(minutes=10)).first()


def is_suggested(load: Load | None) -> bool:
    """Whether the mode should be switched on: too much for some minutes, and it is not on."""
    if load is None or load.strained_since is None or load.strained_since > clock.now() - options.STRAIN.value:
        return False
    return not Overload.objects.running().exists()
