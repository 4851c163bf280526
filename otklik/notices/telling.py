"""Who hears of an event. Nobody hears of their own deeds, and nobody twice of one event (F16)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from django.db.models import Q

from otklik import live
from otklik.clocks.models import Violation
from otklik.kernel import clock
from otklik.kernel.events import Event
from otklik.kernel.verbs import verb
from otklik.notices import routes
from otklik.notices.models import OF_VIOLATIONS, Alert, Audience, Notice, NoticeQuerySet, Reason, Route
from otklik.people import rights
from otklik.people.models import Person
from otklik.tickets.models import Message, Ticket

Heard = Iterable[tuple[int | None, Reason]]


@verb
def tell(event: Event) -> list[Notice]:
    """Make the notices that follow from the event; safe to call twice."""
    ticket = Ticket.objects.filter(pk=event.ticket_id or 0).first()
    if ticket is None or event.code not in HEARERS:
        return []
    told: dict[int, Reason] = {}
    for person, reason in HEARERS[event.code](event, ticket):
        if person is not None and person != event.actor_id:
            told.setdefault(person, reason)
    people = Person.objects.staff().active().select_related("role").filter(pk__in=told)
    return [notice for person in people if (notice := _notify(person, event, ticket, told[person.pk]))]


def _notify(person: Person, event: Event, ticket: Ticket, reason: Reason) -> Notice | None:
    if not Ticket.objects.visible_to(person).filter(pk=ticket.pk).exists() or not routes.of(person, reason):
        return None
    notice, is_new = Notice.objects.get_or_create(
        person=person, event=event, defaults={"ticket": ticket, "reason": reason, "at": clock.now()}
    )
    if is_new:
        say(person, reason)
    return notice


def say(person: Person, reason: Reason) -> None:
    """Let the person's open pages know of a new notice, aloud where they want that."""
    names = ["notices"]
    is_quiet = reason != Reason.NIGHT and routes.is_quiet(person, clock.now())
    if Route.BROWSER in routes.of(person, reason) and not is_quiet:
        names.append("alert")
    live.touch(*names, to=[f"person-{person.pk}"])


BATCH = timedelta(minutes=5)
"""What comes to one person within this time is one notice, while they have not read it."""


def alert(person: Person, alerts: Sequence[Alert]) -> bool:
    """Tell the person of clocks that are near or have broken, the gravest first: one notice; whether it was told."""
    heard = [(one, _reason(one)) for one in alerts]
    heard = [(one, reason) for one, reason in heard if routes.of(person, reason)]
    seen = Ticket.objects.visible_to(person).filter(pk__in={one.ticket_id for one, _ in heard})
    visible = set(seen.values_list("pk", flat=True))
    heard = [(one, reason) for one, reason in heard if one.ticket_id in visible]
    known = Notice.objects.filter(person=person, event__in={one.event_id for one, _ in heard})
    known_events = set(known.values_list("event", flat=True))
    heard = [(one, reason) for one, reason in heard if one.event_id not in known_events]
    if not heard:
        return False
    numbers = list(dict.fromkeys(one.ticket.number for one, _ in heard))
    joined = (Reason.NIGHT,) if heard[0][1] == Reason.NIGHT else tuple(REASONS.values())
    recent = (
        Notice.objects.select_for_update(of=("self",))
        .unread()
        .filter(person=person, reason__in=joined, at__gt=clock.now() - BATCH, mailed_at__isnull=True)
    )
    running = recent.select_related("ticket").order_by("-at", "-id").first()
    if running is not None and running.ticket is not None:
        running.also = list(dict.fromkeys([*running.also, *(one for one in numbers if one != running.ticket.number)]))
        running.save(update_fields=["also"])
        live.touch("notices", to=[f"person-{person.pk}"])
        return True
    first, reason = heard[0]
    _notice, is_new = Notice.objects.get_or_create(
        person=person,
        event=first.event,
        defaults={"ticket": first.ticket, "reason": reason, "at": clock.now(), "also": numbers[1:]},
    )
    if is_new:
        say(person, reason)
    return is_new


REASONS = {
    (False, True): Reason.NEAR,
    (True, True): Reason.NEAR,
    (False, False): Reason.BROKEN,
    (True, False): Reason.LIMIT,
}
"""What a notice says of an alert: by whether it is a limit, and whether it is still ahead."""


def _reason(alert: Alert) -> Reason:
    return Reason.NIGHT if alert.to == Audience.NIGHT else REASONS[alert.kind == "limit", alert.is_ahead]


def _watchers(ticket: Ticket, reason: Reason) -> Heard:
    yield ticket.responsible_id, reason
    for person in ticket.participants.filter(left_at__isnull=True, follows=True).values_list("person_id", flat=True):
        yield person, reason


def _chosen(event: Event, ticket: Ticket) -> Heard:
    message = Message.objects.filter(pk=event.data.get("message") or 0, ticket=ticket).first()
    if message is not None:
        for person, is_mention in message.notifications.filter(is_copy=False).values_list("person_id", "is_mention"):
            yield person, Reason.MENTIONED if is_mention else Reason.CHOSEN


def _written(event: Event, ticket: Ticket) -> Heard:
    return _watchers(ticket, Reason.WRITTEN)


def _reopened(event: Event, ticket: Ticket) -> Heard:
    return _watchers(ticket, Reason.REOPENED)


def _decided(event: Event, ticket: Ticket) -> Heard:
    proposed = ticket.solutions.filter(pk=event.data["solution"]).values_list("proposed_by_id", flat=True)
    return [(ticket.responsible_id, Reason.DECIDED), *((person, Reason.DECIDED) for person in proposed)]


def _failed(event: Event, ticket: Ticket) -> Heard:
    authors = Message.objects.filter(Q(pk=event.data.get("message") or 0)).values_list("author_id", flat=True)
    return [*((author, Reason.FAILED) for author in authors), (ticket.responsible_id, Reason.FAILED)]


def _named(key: str, reason: Reason) -> Callable[[Event, Ticket], Heard]:
    return lambda event, ticket: [(event.data[key], reason)]


def _responsible(reason: Reason) -> Callable[[Event, Ticket], Heard]:
    return lambda event, ticket: [(ticket.responsible_id, reason)]


def _leads(reason: Reason) -> Callable[[Event, Ticket], Heard]:
    return lambda event, ticket: [(person, reason) for person in leads(ticket.line_id)]


def leads_of(lines: Iterable[int]) -> list[int]:
    """The leads of these lines, or of all when there are none."""
    of_lines = [leads(line) for line in lines] or [leads(None)]
    return sorted({person for people in of_lines for person in people})


def leads(line: int | None) -> list[int]:
    """The leads of the line; where the line has none, every lead."""
    every = Person.objects.staff().active().filter(role__rights__contains=[rights.ASSIGN_OTHERS])
    of_line = list(every.filter(line_memberships__line=line or 0).values_list("pk", flat=True))
    return of_line or list(every.values_list("pk", flat=True))


def _waiting_for_leads(event: Event, ticket: Ticket) -> Heard:
    """Whoever got it was told by its being passed to them."""
    return [] if event.data["to"] else _leads(Reason.PASSED_UP)(event, ticket)


def _undated(event: Event, ticket: Ticket) -> Heard:
    """Once a task, however many requests wait for it: whoever has it in development, and the leads there (R5)."""
    if "line" not in event.data:
        return []
    return [(person, Reason.UNDATED) for person in (event.data["holder"], *leads(event.data["line"]))]


HEARERS: dict[str, Callable[[Event, Ticket], Heard]] = {
    "ticket.written": _written,
    "ticket.reopened": _reopened,
    "ticket.assigned": _named("to", Reason.ASSIGNED),
    "ticket.nominated": _named("to", Reason.NOMINATED),
    "participant.added": _named("person", Reason.INVITED),
    "ticket.replied": _chosen,
    "ticket.noted": _chosen,
    "solution.proposed": _chosen,
    "solution.accepted": _decided,
    "solution.rejected": _decided,
    "solution.seconded": _decided,
    "ticket.rated": _responsible(Reason.RATED),
    "ticket.woken": _responsible(Reason.WOKEN),
    "ticket.released": _responsible(Reason.WOKEN),
    "ticket.due_moved": _responsible(Reason.WOKEN),
    "ticket.delivery_failed": _failed,
    "ticket.unplaced": _leads(Reason.UNPLACED),
    "ticket.help_called": _leads(Reason.HELP),
    "ticket.passed_up": _waiting_for_leads,
    "task.undated": _undated,
    "reminder.came": _named("person", Reason.REMINDED),
}


MOST = 100


def unread_shown(person: Person) -> str:
    """How many notices the person has not read: «7», «99+», empty for none."""
    count = Notice.objects.visible_to(person).unread().order_by()[:MOST].count()
    return "" if not count else str(count) if count < MOST else f"{MOST - 1}+"


def aloud(person: Person) -> Notice | None:
    """The newest unread notice that the browser is to say."""
    newest = Notice.objects.visible_to(person).unread().select_related("ticket", "event").order_by("-at", "-id")
    told = next(iter(newest[:1]), None)
    return told if told is not None and Route.BROWSER in routes.of(person, told.reason) else None


@verb
def read(person: Person, notices: Iterable[int] | None = None) -> int:
    """Mark the person's notices, or all of them, as read; returns how many."""
    mine = Notice.objects.filter(person=person).unread()
    return _read(person, mine if notices is None else mine.filter(pk__in=list(notices)))


@verb
def read_about(person: Person, ticket: Ticket) -> int:
    """Mark what the person was told of a request as read: it lies open before them. Returns how many.

    What was said of its violations is read where they stand.
    """
    told = Notice.objects.filter(person=person, ticket=ticket).exclude(reason__in=OF_VIOLATIONS)
    return _read(person, told.unread())


@verb
def read_about_violation(person: Person, violation: Violation) -> int:
    """The same of a violation that lies open; returns how many."""
    told = Notice.objects.filter(person=person, reason__in=OF_VIOLATIONS, event__noun_id=violation.pk)
    return _read(person, told.unread())


@verb
def read_about_norms(person: Person) -> int:
    """The same of everything about norms; returns how many."""
    return _read(person, Notice.objects.filter(person=person, reason=Reason.NORM).unread())


@verb
def read_about_overload(person: Person) -> int:
    """The same of the overload mode; returns how many."""
    return _read(person, Notice.objects.filter(person=person, reason=Reason.CHECK).unread())


def read_of(seen: NoticeQuerySet) -> None:
    """Mark what somebody else has seen to as read for everybody who was told."""
    people = list(seen.values_list("person", flat=True))
    seen.update(read_at=clock.now())
    live.touch("notices", to=[f"person-{person}" for person in people])


def _read(person: Person, seen: NoticeQuerySet) -> int:
    count = seen.update(read_at=clock.now())
    if count:
        live.touch("notices", to=[f"person-{person.pk}"])
    return count
