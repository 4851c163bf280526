"""The ledger of letters is counted here, and what is wrong with it is said (principle 1).

Figures are not kept up with each letter (F13) but counted: today and yesterday every minute, an older day while
something in it is unfinished and again every hour for as long as letters of it may still bounce. One statement counts
everything, so that all figures of a day are of one instant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from otklik import live
from otklik.channels.models import Comparison, Delivery, Fetched, Inbound, Mailbox, MailDay
from otklik.channels.models.ledger import INCOMING, OUTGOING
from otklik.kernel import clock, events, jobs, settings
from otklik.kernel.verbs import verb
from otklik.people import rights
from otklik.people.models import Person

LATE = timedelta(minutes=10)
"""How long a letter may lie unread, and a mailbox may fail, before somebody is told."""
REMEMBERED = timedelta(days=1)
"""How long letters that fetching had missed are spoken of after they were found."""
WINDOW = 35
"""Days that are counted anew every hour: letters still bounce, parked ones are decided about."""
UNFINISHED = Q(unread__gt=0) | Q(parked__gt=0) | Q(waiting__gt=0) | ~Q(difference=0)
STATEMENT = """
SELECT mailbox_id, (received_at AT TIME ZONE %(zone)s::text)::date AS day, CASE
         WHEN state = 'parked' THEN 'parked' WHEN state = 'received' THEN 'unread' WHEN state = 'copy' THEN 'copies'
         WHEN state = 'dropped' THEN 'aside' WHEN state = 'waiting' THEN 'unconfirmed'
         WHEN message_id IS NOT NULL THEN 'tickets' WHEN state = 'processed' AND reason <> '' THEN 'notices'
         ELSE 'nowhere' END AS what, count(*)
  FROM channels_inbound WHERE received_at >= %(since)s AND received_at < %(until)s GROUP BY 1, 2, 3
UNION ALL
SELECT (data->>'mailbox')::bigint, (at AT TIME ZONE %(zone)s::text)::date, 'recorded', count(*)
  FROM kernel_event WHERE code = ANY(%(codes)s) AND at >= %(since)s AND at < %(until)s GROUP BY 1, 2
UNION ALL
SELECT mailbox_id, (created_at AT TIME ZONE %(zone)s::text)::date, CASE
         WHEN state = ANY(%(ends)s) THEN state ELSE 'waiting' END, count(*)
  FROM channels_delivery WHERE created_at >= %(since)s AND created_at < %(until)s GROUP BY 1, 2, 3
UNION ALL
SELECT fetched.mailbox_id, (at AT TIME ZONE %(zone)s::text)::date, CASE
         WHEN was_missed THEN 'missed' WHEN EXISTS (SELECT FROM channels_fetched AS first
           WHERE first.inbound_id = fetched.inbound_id AND first.mailbox_id = fetched.mailbox_id
           AND first.id < fetched.id) THEN 'again' ELSE 'first' END, count(*)
  FROM channels_fetched AS fetched WHERE at >= %(since)s AND at < %(until)s GROUP BY 1, 2, 3
"""


@dataclass(frozen=True)
class Alarm:
    """Something about mail that must not stay as it is: `code` is its kind, the rest fills its sentence."""

    code: str
    mailbox: Mailbox | None = None
    count: int = 0
    since: datetime | None = None
    day: date | None = None


def zone() -> ZoneInfo:
    """In which days of the ledger begin: the company's."""
    return ZoneInfo(settings.get("people.company_time_zone"))


def today() -> date:
    """The present day of the ledger."""
    return clock.now().astimezone(zone()).date()


def bounds(first: date, last: date | None = None) -> tuple[datetime, datetime]:
    """From when to when those days last."""
    begin = datetime.combine(first, time(), zone())
    return begin, datetime.combine((last or first) + timedelta(days=1), time(), zone())


@jobs.task(queue="bulk")
def count() -> None:
    """Count what moves: today, yesterday, and older days with something unfinished; every minute."""
    now = today()
    old = MailDay.objects.filter(UNFINISHED, day__lt=now - timedelta(days=1)).order_by("-day").values_list("day")
    for (day,) in set(old[:WINDOW]):
        reckon(day)
    reckon(now - timedelta(days=1), now)


@jobs.task(queue="bulk")
def recount() -> None:
    """Count the last five weeks anew; every hour."""
    reckon(today() - timedelta(days=WINDOW), today())


@jobs.task(queue="soon")
def count_day(day: str) -> None:
    """Count one day, because a person decided about a letter of it."""
    reckon(date.fromisoformat(day))


def count_day_later(at: datetime) -> None:
    """Let the day of that instant be counted."""
    day = at.astimezone(zone()).date().isoformat()
    jobs.later(count_day, unique=f"ledger-{day}", day=day)


@verb
def reckon(first: date, last: date | None = None) -> None:
    """Count those days from the letters, deliveries and events themselves, and say where they contradict each other."""
    since, until = bounds(first, last)
    counted = _counted(since, until)
    kept = {(row.day, row.mailbox_id): row for row in MailDay.objects.filter(day__gte=first, day__lte=last or first)}
    changed = []
    for key in counted.keys() | kept.keys():
        row = MailDay(day=key[0], mailbox_id=key[1], counted_at=clock.now(), **_summed(counted.get(key, {})))
        row.difference = row.balance()
        if key not in kept or _figures(row) != _figures(kept[key]):
            changed.append(row)
    if changed:
        figures = [*_figures(changed[0]), "counted_at"]
        unique = ["day", "mailbox"]
        MailDay.objects.bulk_create(changed, update_conflicts=True, update_fields=figures, unique_fields=unique)
        live.touch("ledger", to=["staff"])
    for row in changed:
        _say(row, kept.get((row.day, row.mailbox_id)))


def _counted(since: datetime, until: datetime) -> dict[tuple[date, int | None], dict[str, int]]:
    found: dict[tuple[date, int | None], dict[str, int]] = defaultdict(dict)
    known: dict[str, Any] = {"zone": str(zone()), "since": since, "until": until, "ends": list(OUTGOING[1:])}
    known["codes"] = ["letter.received", "letter.copied"]
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, known)
        for mailbox, day, what, number in cursor.fetchall():
            found[day, mailbox][what] = number
    return found


def _summed(parts: dict[str, int]) -> dict[str, int]:
    figures = {name: parts.get(name, 0) for name in (*INCOMING, *OUTGOING, "recorded", "again", "missed")}
    figures["stored"] = sum(figures[name] for name in INCOMING)
    figures["outgoing"] = sum(figures[name] for name in OUTGOING)
    figures["taken"] = figures["again"] + figures["missed"] + parts.get("first", 0)
    return figures


def _figures(row: MailDay) -> dict[str, Any]:
    names = (*INCOMING, *OUTGOING, "recorded", "again", "missed", "stored", "outgoing", "taken", "difference")
    return {name: getattr(row, name) for name in names}


def _say(row: MailDay, before: MailDay | None) -> None:
    was = before.difference if before else 0
    if bool(was) == bool(row.difference):
        return
    code = "ledger.differs" if row.difference else "ledger.balanced"
    events.record(code, by=None, noun=row, mailbox=row.mailbox_id, day=row.day.isoformat(), count=row.difference)
    alarm()


def alarm() -> None:
    """Let everybody who answers for mail look at what is wrong with it."""
    live.touch("mail-alarm", to=["staff"])


def alarms() -> Iterator[Alarm]:
    """What is wrong with mail now; a fixed number of cheap questions, whatever the history."""
    now = clock.now()
    for row in MailDay.objects.unbalanced().select_related("mailbox").order_by("-day")[:5]:
        yield Alarm("differs", row.mailbox, row.difference, day=row.day)
    yield from _missing(now)
    for mailbox in Mailbox.objects.active():
        for way in ("fetch", "send"):
            since = getattr(mailbox, f"{way}_failing_since")
            if since and since < now - LATE:
                yield Alarm(way, mailbox, since=since)
    late = Inbound.objects.unread().filter(received_at__lt=now - LATE).order_by("received_at")
    if oldest := late.values_list("received_at", flat=True).first():
        yield Alarm("unread", count=late[:1000].count(), since=oldest)


def _missing(now: datetime) -> Iterator[Alarm]:
    compared = Comparison.objects.filter(mailbox__is_active=True).select_related("mailbox")
    for one in compared.filter(Q(missing__gt=0) | Q(found_at__gt=now - REMEMBERED)):
        if one.missing:
            yield Alarm("missing", one.mailbox, one.missing, since=one.missing_since)
        if one.found_at and one.found_at > now - REMEMBERED:
            yield Alarm("found", one.mailbox, one.found, since=one.found_at)


def behind(figure: str) -> Q:
    """Which stored letters a figure of INCOMING counts, as a condition on `Inbound`."""
    states = {"parked": "parked", "unread": "received", "copies": "copy", "aside": "dropped", "unconfirmed": "waiting"}
    if figure in states:
        return Q(state=states[figure])
    done = Q(state="processed")
    return {
        "stored": Q(),
        "tickets": done & Q(message__isnull=False),
        "notices": done & Q(message=None) & ~Q(reason=""),
        "nowhere": done & Q(message=None, reason=""),
    }[figure]


def deliveries(person: Person, mailbox: Mailbox | None, day: date) -> QuerySet[Delivery]:
    """What had to leave by a mailbox on a day, letters of the house too: for those who answer for channels (F8)."""
    if not person.may(rights.MANAGE_CHANNELS):
        return Delivery.objects.none()
    since, until = bounds(day)
    known = Delivery.objects.filter(mailbox=mailbox, created_at__gte=since, created_at__lt=until)
    return known.select_related("message__ticket")


def leaving(figure: str) -> Q:
    """Which deliveries a figure of OUTGOING counts, as a condition on `Delivery`."""
    if figure == "waiting":
        return ~Q(state__in=OUTGOING[1:])
    return Q() if figure == "outgoing" else Q(state=figure)


def numbered(figure: str) -> QuerySet[Fetched]:
    """Which letters in the numbers of a server a figure counts: taken, again or missed."""
    if figure == "missed":
        return Fetched.objects.filter(was_missed=True)
    if figure == "again":
        same = Fetched.objects.filter(inbound=OuterRef("inbound"), mailbox=OuterRef("mailbox"), id__lt=OuterRef("id"))
        return Fetched.objects.filter(Exists(same), was_missed=False)
    return Fetched.objects.all()
