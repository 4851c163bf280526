"""Which requests wait openly while the mode lasts, and what each customer is told instead (R30)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from otklik import live
from otklik.clocks import reckoning
from otklik.clocks.models import Overload, Shelved
from otklik.clocks.rules import Rules
from otklik.kernel import clock, events, reading
from otklik.kernel.events import Event
from otklik.kernel.verbs import verb
from otklik.people import rights
from otklik.routing.overload import planning
from otklik.routing.overload.switching import LONGEST
from otklik.tickets.kinds import Turn
from otklik.tickets.models import Ticket
from otklik.tickets.models.ticket import Urgency

_CONCERNS = """
    SELECT EXISTS (SELECT FROM clocks_overload WHERE ended_at IS NULL)
        OR EXISTS (SELECT FROM clocks_shelved WHERE ticket_id = %s::bigint)
"""
"""Whether there is anything to look at: mostly there is not, and each event asks."""


def shelve_open(mode: Overload) -> int:
    """Shelve everything in our turn that the mode lets wait, the oldest first; safe to run twice. How many were."""
    waiting = (
        Ticket.objects.ours()
        .filter(urgency__lt=Urgency.CRITICAL)
        .exclude(pk__in=Shelved.objects.filter(until__isnull=True).values("ticket"))
    )
    places = list(mode.lines.values_list("pk", flat=True))
    if places:
        waiting = waiting.filter(line__in=places)
    rules = Rules()
    pks = list(waiting.order_by("turn_since", "id").values_list("pk", flat=True))
    return sum(_shelve_one(pk, mode.pk, rules) for pk in pks)


@verb
def _shelve_one(pk: int, mode_pk: int, rules: Rules) -> bool:
    ticket = Ticket.objects.get(pk=pk).locked()
    mode = Overload.objects.running().filter(pk=mode_pk).first()
    if mode is None or shelved(ticket) is not None or not waits(ticket, mode, rules):
        return False
    shelve(ticket, mode, rules)
    return True


def follow(event: Event) -> None:
    """Something happened to a request: it waits openly from now on, or no longer. Follows in the same transaction."""
    if event.ticket_id is None or not reading.value(_CONCERNS, [event.ticket_id]):
        return
    mode = Overload.objects.running().first()
    row = Shelved.objects.at(event.at).filter(ticket=event.ticket_id).order_by("-since").first()
    if mode is None and row is None:
        return
    ticket = Ticket.objects.get(pk=event.ticket_id)
    if row is not None:
        if not is_patient(ticket):
            resume(row, ticket, event.at)
    elif mode is not None and waits(ticket, mode, Rules()):
        shelve(ticket, mode)


def is_patient(ticket: Ticket) -> bool:
    """Whether the request can wait at all: our turn, and no threat to the whole service."""
    return ticket.is_open and ticket.turn == Turn.OURS and ticket.urgency < Urgency.CRITICAL


def waits(ticket: Ticket, mode: Overload, rules: Rules) -> bool:
    """Whether the mode lets the request wait: nothing critical, on its lines, no contract if those are kept."""
    if not is_patient(ticket) or ticket.parent_id is not None:
        return False
    places = set(mode.lines.values_list("pk", flat=True))
    if places and ticket.line_id not in places:
        return False
    promise = rules.promise(ticket) if mode.keeps_contracts else None
    return promise is None or not promise.is_contract


def shelve(ticket: Ticket, mode: Overload, rules: Rules | None = None) -> Shelved:
    """Let it wait openly; a word that a person has given stays, any other becomes the new date."""
    now = clock.now()
    given = ticket.next_word_by if ticket.next_word_by and ticket.next_word_by > now else None
    word_by = given or date_for(mode)
    row = Shelved.objects.create(ticket=ticket, overload=mode, since=now, word_by=word_by)
    _promise(ticket, word_by)
    events.record("ticket.shelved", by=None, noun=row, ticket_id=ticket.pk, until=word_by.isoformat())
    reckoning.reckon(ticket, rules)
    tell(ticket)
    return row


def resume(row: Shelved, ticket: Ticket, at: datetime, rules: Rules | None = None) -> None:
    """It waits no longer: answered, closed, or too grave to wait."""
    row.until = max(at, row.since)
    row.save(update_fields=["until"])
    events.record("ticket.resumed", by=None, noun=row, ticket_id=ticket.pk)
    reckoning.reckon(ticket, rules)
    tell(ticket)


def date_for(mode: Overload) -> datetime:
    """The date of the next request that waits: its place in the queue by the pace of the shift after the check.

    Never more than 8 hours ahead without the head's decision (R30).
    """
    place = mode.shelved.filter(until__isnull=True).count()
    at = planning.date_of(place, planning.basis(mode.check_at))
    return at if mode.started_by.may(rights.MANAGE_TICKETS) else min(at, clock.now() + LONGEST)


def shelved(ticket: Ticket) -> Shelved | None:
    """As what the request waits openly now; None if it does not."""
    return Shelved.objects.at(clock.now()).filter(ticket=ticket).select_related("overload").order_by("-since").first()


def running_for(line: int | None) -> Overload | None:
    """The mode, if it lasts and holds on the line."""
    return Overload.objects.running().filter(Q(lines__isnull=True) | Q(lines=line)).distinct().first()


def _promise(ticket: Ticket, word_by: datetime) -> None:
    ticket.next_word_by = word_by
    Ticket.objects.filter(pk=ticket.pk).update(next_word_by=word_by)


def tell(ticket: Ticket) -> None:
    """The desk and the customer's page fetch what they show."""
    live.touch(ticket.live_name, "desk", to=["staff"])
    live.touch(ticket.live_name, "requests", to=ticket.customer_topics())


@verb
def spread(mode: Overload) -> int:
    """Give each request that waited its own date, the oldest promise first; safe to run again. How many got one."""
    basis = planning.basis(mode.ended_at or clock.now())
    rows = list(mode.shelved.filter(until__isnull=True).order_by("word_by", "id").values_list("pk", flat=True))
    rules = Rules()
    return sum(_reschedule(pk, planning.date_of(place, basis), rules) for place, pk in enumerate(rows))


@verb
def _reschedule(pk: int, at: datetime, rules: Rules) -> bool:
    row = Shelved.objects.filter(pk=pk, until__isnull=True).select_related("ticket").first()
    if row is None:
        return False
    ticket = row.ticket.locked()
    row.until, row.word_by = max(at, row.since), at
    row.save(update_fields=["until", "word_by"])
    _promise(ticket, at)
    events.record("ticket.rescheduled", by=None, noun=row, ticket_id=ticket.pk, until=at.isoformat())
    reckoning.reckon(ticket, rules)
    tell(ticket)
    return True
