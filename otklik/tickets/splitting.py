"""One request turned out to be two; and links between requests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from otklik.kernel import clock
from otklik.kernel.events import Side
from otklik.kernel.text import clean_line
from otklik.kernel.verbs import Refused, verb
from otklik.people import rights
from otklik.people.models import Person
from otklik.tickets.absorbing import absorb, both_locked, unanswered_since
from otklik.tickets.kinds import Kind
from otklik.tickets.models import Link, Message, Split, Ticket
from otklik.tickets.opening import begin, next_number


@verb
def split(origin: Ticket, messages: Sequence[Message], *, subject: str, by: Person) -> Ticket:
    """Move messages into a request of their own, of the same customer; a debt begins there if the customer asked in
    it. Whoever wrote them takes part in it.
    """
    rights.require(by, rights.MERGE)
    origin = origin.locked()
    chosen = chosen_in(origin, messages, by)
    fresh = _fresh(origin, subject, by)
    begin(fresh, Side.CUSTOMER)
    Message.objects.filter(pk__in=[message.pk for message in chosen]).update(ticket=fresh)
    take_along(fresh, chosen)
    fresh.reply_owed_since = unanswered_since(fresh)
    if origin.reply_owed_since in {message.created_at for message in chosen}:
        origin.reply_owed_since = unanswered_since(origin)
    for ticket in (origin, fresh):
        ticket._become(Kind(ticket.kind))
        ticket.point_to_last()
    keys = [message.pk for message in chosen]
    done = Split.objects.create(origin=origin, fresh=fresh, by=by, at=clock.now(), messages=keys)
    fresh._record("ticket.opened", by=by, message=fresh.last_message_id, channel=fresh.channel, on_behalf=True)
    origin._record("ticket.split", by=by, fresh=fresh.number, split=done.pk, messages=keys)
    _connect(origin, fresh, by)
    return fresh


@verb
def unsplit(done: Split, *, by: Person) -> None:
    """Put everything back; the request that the split made is closed as a duplicate."""
    rights.require(by, rights.MERGE)
    origin, fresh = both_locked(done.origin, done.fresh)
    done.refresh_from_db()
    if done.undone_at is not None or not fresh.is_open or origin.merged_into_id is not None:
        raise Refused("split.undone", _("This can no longer be undone."))
    absorb(fresh, origin, by=by)
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
    one, other = both_locked(one, other)
    if _connect(one, other, by):
        one._record("ticket.linked", by=by, other=other.number)
        other._record("ticket.linked", by=by, other=one.number)


@verb
def unlink(one: Ticket, other: Ticket, *, by: Person) -> None:
    """Take the link away."""
    rights.require(by, rights.SORT)
    one, other = both_locked(one, other)
    first, second = sorted((one, other), key=lambda ticket: ticket.pk)
    if Link.objects.filter(first=first, second=second).delete()[0]:
        one._record("ticket.unlinked", by=by, other=other.number)
        other._record("ticket.unlinked", by=by, other=one.number)


def chosen_in(origin: Ticket, messages: Sequence[Message], by: Person) -> list[Message]:
    """The messages as they are now: still here, not the first one, and for `by` to read."""
    wanted = {message.pk for message in messages}
    here = Message.objects.visible_to(by).filter(ticket=origin)
    chosen = list(here.filter(pk__in=wanted).select_related("solution", "author").in_order())
    first = origin.messages.in_order().values_list("pk", flat=True).first()
    if not chosen or len(chosen) != len(wanted) or first in wanted:
        raise Refused("split.which", _("Choose messages other than the first one."))
    if any(hasattr(message, "solution") for message in chosen):
        raise Refused("split.solution", _("A proposed solution stays with its request."))
    if any(message.is_pending for message in chosen):
        raise Refused("split.pending", _("One of the messages can still be taken back. Wait until it has left."))
    return chosen


def _fresh(origin: Ticket, subject: str, by: Person) -> Ticket:
    return Ticket(
        number=next_number(),
        subject=clean_line(subject)[:255] or origin.subject,
        customer=origin.customer,
        created_by=by,
        organization=origin.organization,
        reply_to=origin.reply_to,
        channel=origin.channel,
        language=origin.language,
        line=origin.line,
        category=origin.category,
        is_private=origin.is_private,
        parent=origin.parent,
    )


def take_along(fresh: Ticket, messages: Iterable[Message]) -> None:
    """Whoever wrote the messages takes part where they are now."""
    for author in {message.author for message in messages if message.author}:
        if author.is_staff_member:
            fresh.observe(person=author, by=None)
        else:
            fresh.join(person=author)


def _connect(one: Ticket, other: Ticket, by: Person) -> bool:
    first, second = sorted((one, other), key=lambda ticket: ticket.pk)
    return Link.objects.get_or_create(first=first, second=second, defaults={"by": by, "at": clock.now()})[1]
