"""Alerts: a norm, a promise or a limit is near, or has broken (D3, R29).

Each is noted once for each clock, threshold and occurrence, first for the person, then for the lead of the shift. It is
told when somebody who should hear it is at work, and not at all once it is answered; whatever one person hears at a
time is one notice. Only the outer limit reaches leads who are not at work, and only those who chose to be reached.
Finding what is near asks the index of deadlines for the next minutes, never open requests.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from otklik.clocks.models import Bound, Breach, Deadline, Limit, Violation
from otklik.kernel import clock, events
from otklik.kernel.events import Event
from otklik.kernel.verbs import verb
from otklik.notices import hearing, options, telling
from otklik.notices.models import Alert, Audience
from otklik.people.models import Person
from otklik.tickets.models import Ticket

LIMIT = "limit"
MOST = 500
"""Clocks and alerts of one pass; the next one follows in seconds."""
AGAIN = timedelta(minutes=15)
"""How long an alert waits for somebody to come; whoever comes on shift hears it at once."""

Clock = Deadline | Limit


def note(event: Event) -> None:
    """Something broke: note it for the person and for the lead, once; follows in the same transaction."""
    kind, began = _clock_of(event)
    at, degree = datetime.fromisoformat(event.data["at"]), event.data.get("degree", 1)
    lead_at = event.at if kind == LIMIT else max(event.at, at + options.LEAD_AFTER.value)
    key = {"ticket_id": event.ticket_id, "kind": kind, "began_at": began, "degree": degree, "event": event, "at": at}
    rows = [Alert(**key, to=Audience.PERSON, tell_at=event.at), Alert(**key, to=Audience.LEAD, tell_at=lead_at)]
    if kind == LIMIT and degree == Bound.OUTER and event.ticket_id and hearing.at_night(_line(event.ticket_id)):
        rows.append(Alert(**key, to=Audience.NIGHT, tell_at=event.at))
    Alert.objects.bulk_create(rows, ignore_conflicts=True)


def _line(ticket: int) -> int | None:
    return Ticket.objects.values_list("line", flat=True).get(pk=ticket)


def _clock_of(event: Event) -> tuple[str, datetime]:
    if event.code == "norm.broken":
        return "norm", Violation.objects.values_list("began_at", flat=True).get(pk=event.noun_id)
    if event.code == "promise.broken":
        return Breach.objects.values_list("kind", "began_at").get(pk=event.noun_id)
    return LIMIT, datetime.fromisoformat(event.data["began"])


def warn() -> int:
    """Note what breaks soon; how much was noted. Asks the indexes of what is due within the next minutes."""
    now = clock.now()
    near = {"due_at__gt": now, "due_at__lte": now + options.AHEAD.value}
    found: list[Clock] = [
        *Deadline.objects.filter(**near, is_running=True).order_by("due_at")[:MOST],
        *Limit.objects.filter(**near).order_by("due_at")[:MOST],
    ]
    told = set(
        Alert.objects.filter(ticket__in={one.ticket_id for one in found}, is_ahead=True).values_list(
            "ticket", "kind", "began_at", "degree"
        )
    )
    fresh = [one for one in found if _is_near(one, now) and _key(one) not in told]
    return sum(_warn(one) for one in fresh)


def _is_near(one: Clock, now: datetime) -> bool:
    return one.due_at is not None and one.due_at - _ahead(one) <= now


def _ahead(one: Clock) -> timedelta:
    """How long before its end a clock warns: a short one in its last part only."""
    since = one.since if isinstance(one, Deadline) else one.late_since or one.began_at
    length = one.due_at - since if one.due_at else timedelta()
    return min(options.AHEAD.value, length * options.SHARE.value / 100)


def _key(one: Clock) -> tuple[int, str, datetime, int]:
    return one.ticket_id, _kind(one), one.began_at, one.degree + 1


def _kind(one: Clock) -> str:
    return one.kind if isinstance(one, Deadline) else LIMIT


@verb
def _warn(one: Clock) -> bool:
    """Note that a clock is near its end, unless somebody has done so or has answered meanwhile."""
    Ticket.objects.select_for_update(of=("self",), no_key=True).get(pk=one.ticket_id)
    ticket, kind, began, degree = _key(one)
    same = {"ticket_id": ticket, "kind": kind, "began_at": began, "degree": degree, "is_ahead": True}
    is_same = type(one)._default_manager.filter(pk=one.pk, due_at=one.due_at, degree=one.degree).exists()
    if one.due_at is None or not is_same or Alert.objects.filter(**same).exists():
        return False
    at = one.due_at.isoformat()
    event = events.record("clock.near", by=None, noun=one, ticket_id=ticket, kind=kind, degree=degree, at=at)
    heard_by = (Audience.PERSON, Audience.LEAD) if kind == LIMIT else (Audience.PERSON,)
    Alert.objects.bulk_create(Alert(**same, event=event, at=one.due_at, to=to, tell_at=clock.now()) for to in heard_by)
    return True


@verb
def tell() -> int:
    """Tell what is due to be told to whoever is at work; how many notices were made or grew."""
    now = clock.now()
    due = Alert.objects.select_for_update(of=("self",), skip_locked=True).waiting().filter(tell_at__lte=now)
    alerts = list(due.select_related("ticket", "event").order_by("tell_at", "id")[:MOST])
    standing = _settle_gone(alerts, now)
    heard: dict[int, list[Alert]] = {}
    ears = hearing.Ears(now)
    put_off: list[int] = []
    done: list[int] = []
    for alert in standing:
        people = ears.of(alert)
        (done if people or alert.to == Audience.NIGHT else put_off).append(alert.pk)
        for person in people:
            heard.setdefault(person, []).append(alert)
    Alert.objects.filter(pk__in=put_off).update(tell_at=now + AGAIN)
    Alert.objects.filter(pk__in=done).update(settled_at=now)
    people = Person.objects.staff().active().select_related("role").filter(pk__in=heard)
    return sum(telling.alert(person, _gravest_first(heard[person.pk])) for person in people)


def _settle_gone(alerts: Sequence[Alert], now: datetime) -> list[Alert]:
    """Those that still hold, one for each clock and audience: the gravest. The others are settled in silence."""
    tickets = {alert.ticket_id for alert in alerts}
    running: dict[tuple[int, str], Clock] = {
        (row.ticket_id, row.kind): row for row in Deadline.objects.filter(ticket__in=tickets, is_running=True)
    }
    running.update({(row.ticket_id, LIMIT): row for row in Limit.objects.filter(ticket__in=tickets)})
    gravest: dict[tuple[int, str, str], Alert] = {}
    for alert in alerts:
        if _stands(alert, running.get((alert.ticket_id, alert.kind))):
            key = alert.ticket_id, alert.kind, alert.to
            gravest[key] = max(gravest.get(key, alert), alert, key=lambda one: (one.degree, not one.is_ahead))
    kept = {alert.pk for alert in gravest.values()}
    Alert.objects.filter(pk__in=[one.pk for one in alerts if one.pk not in kept]).update(settled_at=now)
    return [alert for alert in alerts if alert.pk in kept]


def _stands(alert: Alert, row: Clock | None) -> bool:
    """Whether the clock still is where the alert says: nobody has answered since."""
    if row is None or row.began_at != alert.began_at:
        return False
    return row.degree < alert.degree and row.due_at is not None if alert.is_ahead else row.degree >= alert.degree


def _gravest_first(alerts: Iterable[Alert]) -> list[Alert]:
    return sorted(alerts, key=lambda one: (one.is_ahead, one.kind != LIMIT, -one.degree, one.at, one.pk))


def somebody_came(event: Event) -> None:
    """Somebody came on shift: what waited for people is told at the next pass."""
    Alert.objects.waiting().filter(tell_at__gt=event.at, tell_at__lte=event.at + AGAIN, at__lte=event.at).exclude(
        to=Audience.LEAD, at__gt=event.at - options.LEAD_AFTER.value
    ).update(tell_at=event.at)
