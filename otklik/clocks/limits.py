"""8 and 24 hours: no message waits longer, whatever else stands still (D1, R29).

They run around the clock, weekends and overload included, and pause only on public holidays and on days or hours that
people have declared closed. A day off that comes with a transferred holiday is a weekend, and pauses nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Q
from django.db.models.functions import TruncWeek
from django.utils.translation import gettext_lazy as _

from otklik import live
from otklik.clocks import keeping
from otklik.clocks.arithmetic import ALWAYS, Hours, Openings, OutOfReach, micros
from otklik.clocks.freezing import DayKind
from otklik.clocks.models import Bound, Calendar, Limit, Overrun
from otklik.clocks.models.calendar import END_OF_DAY
from otklik.clocks.rules import Rules
from otklik.kernel import clock, events, reading
from otklik.kernel.inserting import put
from otklik.kernel.settings import Duration, declare
from otklik.people.models import Person
from otklik.tickets.kinds import TRACELESS
from otklik.tickets.models import Ticket

HOUR = timedelta(hours=1)
FIRST = declare(
    Duration(
        "clocks.first_limit",
        _("No message waits longer"),
        default=8 * HOUR,
        least=HOUR,
        most=24 * HOUR,
        hint=_("Around the clock, weekends and overload included; only public holidays and closed days pause it."),
    )
)
OUTER = declare(
    Duration(
        "clocks.outer_limit",
        _("The outer limit"),
        default=24 * HOUR,
        least=HOUR,
        most=72 * HOUR,
        hint=_("Beyond it a wait is an emergency: leads are told at once."),
    )
)
_kept: dict[int, tuple[int, Openings]] = {}


@dataclass(frozen=True)
class Passed:
    """A limit that a wait has reached, or will."""

    degree: Bound
    at: datetime


def keep(ticket: Ticket, rules: Rules, *, anew: bool = False, is_new: bool = False) -> None:
    """Bring the limits of the request up to date; the caller has locked it. A request of colleagues has none.

    `is_new`: it has none yet, and need not be asked.
    """
    if anew or ticket.closing_kind in TRACELESS:
        _weigh_traces(ticket)
    since = _since(ticket)
    row = None if is_new else reading.first(Limit, "ticket_id = %s::bigint", [ticket.pk])
    if row is not None and row.began_at != since:
        _end(ticket, row, rules)
        row = None
    if since is None:
        return
    every = list(passing(since, hours_of(ticket, rules)))
    now = clock.now()
    passed = [one for one in every if one.at <= now]
    if passed or not is_new:
        _record(ticket, since, passed)
    ahead = next((one for one in every if one.at > now), None)
    wanted = {
        "began_at": since,
        "due_at": ahead.at if ahead else None,
        "degree": passed[-1].degree.value if passed else 0,
        "late_since": passed[-1].at if passed else None,
    }
    if row is None or any(getattr(row, name) != value for name, value in wanted.items()):
        put(Limit(ticket=ticket, **wanted), unique="ticket")


def passing(since: datetime, hours: Hours) -> Iterator[Passed]:
    """When a wait since then passes each limit; a limit beyond the calendar is not passed. Pure but for settings."""
    for degree, length in zip(Bound, sorted((FIRST.value, OUTER.value)), strict=True):
        try:
            yield Passed(degree, hours.after(since, length))
        except OutOfReach:
            return


def hours_of(ticket: Ticket, rules: Rules) -> Hours:
    """Calendar time without the holidays of the company's own calendar, else of the line's."""
    return hours(rules.own_calendar(ticket) or rules.calendar(ticket.line_id))


def hours(calendar: Calendar | None) -> Hours:
    """All the time but public holidays and closed days, kept until the calendar changes."""
    if calendar is None or calendar.opens_since is None or calendar.opens_until is None:
        return ALWAYS
    known = _kept.get(calendar.pk)
    if known is None or known[0] != calendar.version:
        known = calendar.version, _without(calendar, calendar.opens_since, calendar.opens_until)
        _kept[calendar.pk] = known
    return known[1]


def _without(calendar: Calendar, since: date, until: date) -> Openings:
    is_closed = Q(kind=DayKind.HOLIDAY) | Q(kind=DayKind.OFF, edited_by__isnull=False)
    closed = calendar.days.filter(is_closed, date__gte=since, date__lt=until).order_by("date")
    zone = keeping.zone(calendar.time_zone)
    intervals, opens = [], _wall(since, 0, zone)
    for day in closed:
        shut, ends = day.shut or (0, END_OF_DAY)
        if opens < _wall(day.date, shut, zone):
            intervals.append((opens, _wall(day.date, shut, zone)))
        opens = _wall(day.date, ends, zone)
    last = _wall(until, 0, zone)
    return Openings([*intervals, (opens, last)] if opens < last else intervals)


def _wall(day: date, minute: int, zone: ZoneInfo) -> int:
    """The instant at which the clock on the wall says so; 1440 is the next midnight."""
    return micros(datetime.combine(day, time(), zone) + timedelta(minutes=minute))


def wake(most: int) -> list[int]:
    """Requests whose next limit has come."""
    return list(Limit.objects.due(clock.now()).values_list("ticket", flat=True)[:most])


def weeks(reader: Person, count: int = 8) -> list[tuple[datetime, int, int]]:
    """Messages of the last weeks that waited beyond the first and the outer limit; the newest week first."""
    since = clock.now() - timedelta(weeks=count)
    found = Overrun.objects.visible_to(reader).standing().filter(passed_at__gte=since)
    by_week = found.annotate(week=TruncWeek("passed_at")).values("week")
    rows = by_week.annotate(
        first=Count("pk", filter=Q(degree=Bound.FIRST)), outer=Count("pk", filter=Q(degree=Bound.OUTER))
    )
    return [(row["week"], row["first"], row["outer"]) for row in rows.order_by("-week")]


def _since(ticket: Ticket) -> datetime | None:
    return ticket.reply_owed_since if ticket.is_open and ticket.parent_id is None else None


def _end(ticket: Ticket, row: Limit, rules: Rules) -> None:
    """Somebody answered: what passed before that, and nobody had time to say, is still said."""
    if ticket.closing_kind not in TRACELESS:
        now = clock.now()
        _record(ticket, row.began_at, [one for one in passing(row.began_at, hours_of(ticket, rules)) if one.at < now])
    Overrun.objects.filter(ticket=ticket, began_at=row.began_at).update(answered_at=clock.now())
    row.delete()


def _record(ticket: Ticket, since: datetime, passed: Sequence[Passed]) -> None:
    """Overruns of the wait, once each; what turns out not to have been one is withdrawn."""
    rows = reading.rows(Overrun, "ticket_id = %s::bigint AND began_at = %s::timestamptz", [ticket.pk, since])
    known = {row.degree: row for row in rows}
    for one in passed:
        row = known.pop(one.degree.value, None)
        if row is None:
            row = Overrun.objects.create(ticket=ticket, degree=one.degree, began_at=since, passed_at=one.at)
            _tell(ticket, row)
        elif (row.withdrawn_at, row.answered_at, row.passed_at) != (None, None, one.at):
            row.withdrawn_at, row.answered_at, row.passed_at = None, None, one.at
            row.save(update_fields=["withdrawn_at", "answered_at", "passed_at"])
    if known:
        gone = Overrun.objects.filter(pk__in=[row.pk for row in known.values()], withdrawn_at__isnull=True)
        gone.update(withdrawn_at=clock.now())


def _tell(ticket: Ticket, row: Overrun) -> None:
    at, began = row.passed_at.isoformat(), row.began_at.isoformat()
    hours = round((OUTER if row.degree == Bound.OUTER else FIRST).value / HOUR)
    events.record(
        "limit.passed", by=None, noun=row, ticket_id=ticket.pk, degree=row.degree, at=at, began=began, hours=hours
    )
    live.touch(ticket.live_name, "desk", to=["staff"])


def _weigh_traces(ticket: Ticket) -> None:
    """Spam and the like leave no trace; what was taken for it and came back does (R8)."""
    rows = Overrun.objects.filter(ticket=ticket)
    if ticket.closing_kind in TRACELESS:
        rows.standing().update(withdrawn_at=clock.now())
    else:
        rows.filter(withdrawn_at__isnull=False).update(withdrawn_at=None)
