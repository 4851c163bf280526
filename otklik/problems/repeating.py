"""A repeated request counts (C5): the same person about the same thing, or passed on by an employee.

It is tied to what it repeats and shown. What stands unanswered beyond its promise moves up one step, once (R31).
"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q

from otklik.clocks.models import Deadline, DeadlineKind
from otklik.kernel import clock, events
from otklik.kernel.verbs import verb
from otklik.problems import options
from otklik.problems.likeness import LONGEST, Collection
from otklik.problems.models import Again, Repetition
from otklik.tickets.models import Link, Message, Ticket
from otklik.tickets.models.ticket import Urgency

MOST = 20
"""The newest requests of the customer that are compared."""


@verb
def asked(ticket: Ticket) -> Repetition | None:
    """A fresh request: does it repeat an open one of the same customer. Safe to call twice."""
    if ticket.parent_id is not None or Repetition.objects.filter(ticket=ticket).exclude(previous=ticket).exists():
        return None
    since = clock.now() - timedelta(days=options.REPEATED.value)
    theirs = Ticket.objects.open().filter(customer=ticket.customer_id, opened_at__gte=since, pk__lt=ticket.pk)
    before = list(theirs.filter(parent__isnull=True).exclude(pk=ticket.continues_id or 0).newest_first()[:MOST])
    previous = _alike(ticket, before)
    if previous is None:
        return None
    passed = ticket.created_by.is_staff_member
    first, second = sorted((previous, ticket), key=lambda one: one.pk)
    tie = {"by": ticket.created_by, "at": clock.now()}
    Link.objects.get_or_create(first=first, second=second, defaults=tie)
    return _note(ticket, previous, Again.PASSED if passed else Again.ASKED, ticket.last_public_message)


@verb
def wrote(ticket: Ticket, message: Message) -> Repetition | None:
    """The customer wrote again while the previous message stands unanswered. Safe to call twice."""
    ticket = ticket.locked()
    owed = ticket.reply_owed_since
    if owed is None or owed >= message.created_at or message.is_thanks or not is_beyond_promise(ticket):
        return None
    if Repetition.objects.filter(ticket=ticket, previous=ticket).exists():
        return None
    return _note(ticket, ticket, Again.WROTE, message)


def is_beyond_promise(ticket: Ticket) -> bool:
    """Whether the customer waits for an answer longer than was promised."""
    now = clock.now()
    if ticket.reply_owed_since is None:
        return False
    if ticket.next_word_by is not None and ticket.next_word_by < now:
        return True
    replies = Deadline.objects.filter(ticket=ticket, kind__in=(DeadlineKind.FIRST_REPLY, DeadlineKind.NEXT_REPLY))
    return replies.filter(Q(due_at__lte=now) | Q(degree__gt=0)).exists()


def _alike(ticket: Ticket, before: list[Ticket]) -> Ticket | None:
    if not before:
        return None
    known = Collection([_words(one) for one in (ticket, *before)])
    closeness = known.to(0, range(1, len(before) + 1))
    best = int(closeness.argmax())
    return before[best] if closeness[best] >= options.LIKENESS.value / 100 else None


def _words(ticket: Ticket) -> str:
    first = ticket.messages.public().order_by("created_at", "id").values_list("body", flat=True).first() or ""
    return first[:LONGEST] if first.startswith(ticket.subject) else f"{ticket.subject}\n{first[:LONGEST]}"


def _note(ticket: Ticket, previous: Ticket, how: str, message: Message | None) -> Repetition:
    previous = previous.locked()
    raised = _may_rise(previous)
    repetition = Repetition.objects.create(
        ticket=ticket,
        previous=previous,
        message=message,
        how=how,
        at=clock.now(),
        raised=previous if raised else None,
    )
    if raised:
        previous.urge(previous.urgency + 1, by=None)
    code = "ticket.insisted" if how == Again.WROTE else "ticket.repeated"
    events.record(code, by=None, noun=ticket, ticket_id=ticket.pk, other=previous.number, how=how, raised=raised)
    return repetition


def _may_rise(ticket: Ticket) -> bool:
    once = Repetition.objects.filter(raised=ticket).exists()
    return not once and ticket.is_open and ticket.urgency < Urgency.CRITICAL and is_beyond_promise(ticket)
