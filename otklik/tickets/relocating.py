"""A message that belongs to another request: a customer answered the wrong letter, or wrote of two things."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from otklik.kernel import clock
from otklik.kernel.verbs import Refused, verb
from otklik.people import rights
from otklik.people.models import Person
from otklik.tickets.absorbing import both_locked, unanswered_since
from otklik.tickets.kinds import Kind, MessageKind
from otklik.tickets.models import Message, Relocation, Ticket
from otklik.tickets.splitting import chosen_in, take_along


@verb
def relocate(origin: Ticket, messages: Sequence[Message], *, into: Ticket, by: Person) -> Relocation:
    """Move messages into another open request; what the customer asked in them is owed there. Deliveries and letters
    that answer them follow.
    """
    rights.require(by, rights.MERGE)
    if origin.pk == into.pk:
        raise Refused("move.same", _("The messages are in this request already."), name="number")
    origin, into = both_locked(origin, into)
    chosen = chosen_in(origin, messages, by)
    _refuse_strangers(origin, into, chosen)
    keys = [message.pk for message in chosen]
    _hand(origin, into, chosen)
    done = Relocation.objects.create(origin=origin, target=into, by=by, at=clock.now(), messages=keys)
    origin._record("ticket.messages_left", by=by, other=into.number, move=done.pk, messages=keys)
    into._record("ticket.messages_came", by=by, other=origin.number, move=done.pk, messages=keys)
    return done


@verb
def take_back(done: Relocation, *, by: Person) -> None:
    """Put the messages back where they were, if they still lie where they were put."""
    rights.require(by, rights.MERGE)
    origin, target = both_locked(done.origin, done.target)
    done.refresh_from_db()
    moved = list(Message.objects.filter(pk__in=done.messages, ticket=target).select_related("author").in_order())
    if done.undone_at is not None or not moved or not origin.is_open or origin.merged_into_id is not None:
        raise Refused("move.undone", _("This can no longer be undone."))
    _hand(target, origin, moved)
    done.undone_at, done.undone_by = clock.now(), by
    done.save(update_fields=["undone_at", "undone_by"])
    target._record("ticket.messages_returned", by=by, other=origin.number, move=done.pk)
    origin._record("ticket.messages_returned", by=by, other=target.number, move=done.pk)


def _refuse_strangers(origin: Ticket, into: Ticket, messages: Iterable[Message]) -> None:
    """Nobody begins to read what was not meant for them: the same customer, or their own words (R11)."""
    if not into.is_open or into.merged_into_id is not None:
        raise Refused("move.closed", _("That request is closed. Open it first."), name="number")
    if into.customer_id == origin.customer_id and into.is_private == origin.is_private:
        return
    if any(message.is_public and message.author_id != into.customer_id for message in messages):
        raise Refused("move.customers", _("Its customer would read what others wrote."), name="number")


def _hand(source: Ticket, target: Ticket, messages: Sequence[Message]) -> None:
    keys = [message.pk for message in messages]
    Message.objects.filter(pk__in=keys).update(ticket=target)
    take_along(target, messages)
    if source.reply_owed_since in {message.created_at for message in messages}:
        source.reply_owed_since = unanswered_since(source)
    if any(message.kind == MessageKind.REQUEST for message in messages):
        target.reply_owed_since = _earlier(target.reply_owed_since, unanswered_since(target))
    for ticket in (source, target):
        ticket._become(Kind(ticket.kind))
        ticket.point_to_last()


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((at for at in (one, other) if at is not None), default=None)
