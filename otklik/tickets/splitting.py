"""One request turned out to be two; and links between requests."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from otklik.kernel import clock
from otklik.kernel.events import Side
from otklik.kernel.verbs import Refused, verb
from otklik.people import rights
from otklik.people.models import Person
from otklik.tickets.kinds import Closing, Kind
from otklik.tickets.models import Link, Message, Split, Ticket
from otklik.tickets.models.facts import Closing as ClosingFact
from otklik.tickets.opening import begin, next_number


@verb
def split(origin: Ticket, messages: Sequence[Message], *, subject: str, by: Person) -> Ticket:
    """Move messages into a request of their own, of the same customer; a debt begins there if the customer asked in
    it.
    """
    rights.require(by, rights.MERGE)
    origin = origin.locked()
    chosen = [message for message in messages if message.ticket_id == origin.pk]
    first_id = origin.messages.order_by("created_at", "id").values_list("pk", flat=True).first()
    if not chosen or any(message.pk == first_id for message in chosen):
        raise Refused("split.which", _("Choose messages other than the first one."))
    if any(hasattr(message, "solution") for message in chosen):
        raise Refused("split.solution", _("A proposed solution stays with its request."))
    fresh = Ticket(
        number=next_number(),
        subject=subject.strip()[:255] or origin.subject,
        customer=origin.customer,
        created_by=by,
        organization=origin.organization,
        reply_to=origin.reply_to,
        channel=origin.channel,
        language=origin.language,
        line=origin.line,
        category=origin.category,
        is_private=origin.is_private,
    )
    begin(fresh, Side.CUSTOMER)
    Message.objects.filter(pk__in=[message.pk for message in chosen]).update(ticket=fresh)
    for ticket in (origin, fresh):
        ticket.point_to_last()
    if fresh.last_public_message is not None:
        fresh.reply_owed_since = min(message.created_at for message in chosen)
    done = Split.objects.create(
        origin=origin, fresh=fresh, by=by, at=clock.now(), messages=[message.pk for message in chosen]
    )
    fresh._record("ticket.opened", by=by, message=fresh.last_message_id, channel=fresh.channel, on_behalf=True)
    origin._record("ticket.split", by=by, fresh=fresh.number, split=done.pk, messages=done.messages)
    _connect(origin, fresh, by)
    return fresh


@verb
def unsplit(done: Split, *, by: Person) -> None:
    """Put the messages back; the request that they made is closed as a duplicate."""
    rights.require(by, rights.MERGE)
    origin, fresh = done.origin.locked(), done.fresh.locked()
    if done.undone_at is not None or not fresh.is_open:
        raise Refused("split.undone", _("This can no longer be undone."))
    Message.objects.filter(ticket=fresh).update(ticket=origin)
    fresh.merged_into, fresh.closing_kind, fresh.closed_at = origin, Closing.DUPLICATE, clock.now()
    fresh.reply_owed_since, fresh.last_message, fresh.last_public_message = None, None, None
    ClosingFact.objects.create(ticket=fresh, kind=Closing.DUPLICATE, by=by, at=clock.now())
    fresh._become(Kind.CLOSED)
    origin.point_to_last()
    done.undone_at, done.undone_by = clock.now(), by
    done.save(update_fields=["undone_at", "undone_by"])
    fresh._record("ticket.unsplit", by=by, split=done.pk, other=origin.number)
    origin._record("ticket.unsplit", by=by, split=done.pk, other=fresh.number)


@verb
def link(one: Ticket, other: Ticket, *, by: Person) -> None:
    """Say that two requests have to do with each other."""
    rights.require(by, rights.SORT)
    if one.pk == other.pk:
        raise Refused("link.same", _("This is one and the same request."))
    if _connect(one, other, by):
        one._record("ticket.linked", by=by, other=other.number)
        other._record("ticket.linked", by=by, other=one.number)


@verb
def unlink(one: Ticket, other: Ticket, *, by: Person) -> None:
    """Take the link away."""
    rights.require(by, rights.SORT)
    first, second = sorted((one, other), key=lambda ticket: ticket.pk)
    if Link.objects.filter(first=first, second=second).delete()[0]:
        one._record("ticket.unlinked", by=by, other=other.number)
        other._record("ticket.unlinked", by=by, other=one.number)


def _connect(one: Ticket, other: Ticket, by: Person) -> bool:
    first, second = sorted((one, other), key=lambda ticket: ticket.pk)
    return Link.objects.get_or_create(first=first, second=second, defaults={"by": by, "at": clock.now()})[1]
