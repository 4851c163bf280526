"""An honest expectation (D6): how soon the first human reply usually comes, from the real queue and shift.

Four of five replies in the same hour of the week over the last weeks came within `UsualReply.soon`; who waits for each
person on shift now, against who waited then, makes it longer or shorter. What each request's customer was shown is kept
with it, and so is how it went. Pages read one row that a job has written; history is never scanned for them.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Value
from django.db.models.functions import Coalesce

from otklik.clocks import answers, keeping
from otklik.clocks.arithmetic import Openings, OutOfReach
from otklik.clocks.models import Calendar
from otklik.kernel import clock
from otklik.kernel.events import Event, Side
from otklik.kernel.verbs import verb
from otklik.people import company
from otklik.routing import staff
from otklik.routing.models import Expectation, Outlook, UsualReply
from otklik.tickets.kinds import TRACELESS, MessageKind
from otklik.tickets.models import Ticket

WEEKS = 8
LEAST = 10
"""Replies in an hour of the week, with its neighbours, from which on one may speak of what is usual."""
FRESH = timedelta(minutes=10)
"""A job that has not looked for so long knows nothing."""
MOST_WAITING = 1000
LIGHTEST, HEAVIEST = 0.5, 4.0
SHOWN_TO = "form"
"""Whoever writes here has read the expectation; a letter is sent without one."""
HUMAN = (MessageKind.REPLY, MessageKind.SOLUTION)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def hour_of(at: datetime) -> int:
    """The hour of the week in the company's zone; 0 is the first of Monday."""
    local = at.astimezone(ZoneInfo(company.TIME_ZONE.value))
    return local.weekday() * 24 + local.hour


def foresee(usual: timedelta, crowd: float | None, waiting: int, people: int) -> timedelta | None:
    """How soon a reply comes with so many waiting and so many there; None when nobody is there. Pure."""
    if not people:
        return None
    heavier = (waiting + 1) / people / crowd if crowd else 1.0
    return rounded(usual * min(max(heavier, LIGHTEST), HEAVIEST))


def rounded(length: timedelta) -> timedelta:
    """Up, as one would say it: 4 minutes, 25 minutes, an hour and a half, 5 hours. Pure."""
    steps = ((10 * MINUTE, MINUTE), (HOUR, 5 * MINUTE), (3 * HOUR, 30 * MINUTE))
    step = next((step for most, step in steps if length <= most), HOUR)
    return max(MINUTE, -(-length // step) * step)


@verb
def look() -> Outlook:
    """Write down how it stands now; every half a minute."""
    now = clock.now()
    waiting = Ticket.objects.ours().filter(reply_owed_since__isnull=False, parent__isnull=True)
    count, people, hour = waiting.order_by()[:MOST_WAITING].count(), staff.answering(), hour_of(now)
    usual = UsualReply.objects.filter(hour=hour).first()
    soon = foresee(usual.soon, usual.crowd, count, people) if usual else None
    known = {"at": now, "hour": hour, "waiting": count, "people": people, "soon": soon}
    outlook, _new = Outlook.objects.update_or_create(
        pk=1, defaults={**known, "opens_at": None if people else opens(now)}
    )
    return outlook


def opens(now: datetime) -> datetime | None:
    """When the usual hours begin again; None while they last, or when there are none."""
    hours = keeping.hours(Calendar.objects.usual())
    if not isinstance(hours, Openings) or hours.is_open(now):
        return None
    try:
        return hours.after(now, timedelta(seconds=1)) - timedelta(seconds=1)
    except OutOfReach:
        return None


def outlook() -> Outlook | None:
    """What may be said now; None when nobody has looked lately."""
    return Outlook.objects.filter(pk=1, at__gt=clock.now() - FRESH).first()


def told(ticket: Ticket) -> timedelta | None:
    """What the customer of a request that nobody has answered was told."""
    found = Expectation.objects.filter(ticket=ticket, answered_at__isnull=True)
    return found.values_list("shown", flat=True).first()


def note_opened(event: Event) -> None:
    """A request came: keep what its customer was shown, and how it stood; one statement."""
    if event.data.get("on_behalf") or event.data.get("channel") == "internal":
        return
    _insert(event.ticket_id or 0, event.at, hour_of(event.at), event.data.get("channel") == SHOWN_TO)


def _insert(ticket: int, at: datetime, hour: int, was_shown: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO routing_expectation (ticket_id, at, hour, shown, waiting, people)"
            " SELECT %s::bigint, %s::timestamptz, %s::smallint, CASE WHEN %s::boolean THEN now.soon END,"
            " coalesce(now.waiting, 0), coalesce(now.people, 0) FROM (SELECT 1) AS one"
            " LEFT JOIN routing_outlook AS now ON now.id = 1 AND now.at > %s::timestamptz"
            " ON CONFLICT (ticket_id) DO NOTHING",
            [ticket, at, hour, was_shown, at - FRESH],
        )


def note_answered(event: Event) -> None:
    """A person answered: the first time counts, and apart from it the first time that was to the point (R4)."""
    rows, first = Expectation.objects.filter(ticket=event.ticket_id), Coalesce("answered_at", Value(event.at))
    if event.side != Side.SUPPORT:
        return
    if answers.is_holding(event):
        rows.filter(answered_at__isnull=True).update(answered_at=event.at)
    else:
        rows.filter(substance_at__isnull=True).update(answered_at=first, substance_at=event.at)


def note_taken_back(event: Event) -> None:
    """An answer was taken back before it left: the one before it counts, or none."""
    known = event.subject
    said = answers.said(known if isinstance(known, Ticket) else Ticket.objects.get(pk=event.ticket_id or 0))
    Expectation.objects.filter(ticket=event.ticket_id).update(
        answered_at=next((one.at for one in said), None),
        substance_at=next((one.at for one in said if not one.holds), None),
    )


@verb
def learn() -> int:
    """Reckon anew what is usual in each hour of the week; how many hours are known. Once an hour."""
    since = clock.now() - timedelta(weeks=WEEKS)
    UsualReply.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO routing_usualreply (hour, count, soon, crowd)"
            " SELECT near.hour, count(*), percentile_disc(0.8) WITHIN GROUP (ORDER BY one.answered_at - one.at),"
            " avg((one.waiting + 1)::float / one.people) FILTER (WHERE one.people > 0)"
            " FROM routing_expectation AS one"
            " JOIN tickets_ticket AS ticket ON ticket.id = one.ticket_id"
            " CROSS JOIN LATERAL (VALUES ((one.hour + 167) %% 168), (one.hour), ((one.hour + 1) %% 168)) AS near (hour)"
            " WHERE one.answered_at IS NOT NULL AND one.at >= %s::timestamptz"
            " AND ticket.closing_kind <> ALL(%s::text[])"
            " GROUP BY near.hour HAVING count(*) >= %s::int",
            [since, [kind.value for kind in TRACELESS], LEAST],
        )
        return int(cursor.rowcount)
