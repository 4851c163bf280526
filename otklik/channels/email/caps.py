"""Who writes too much: their letters wait for a decision or are kept without telling anybody; none is lost.

The counts are taken from the database, so that they hold for all processes and outlive a restart.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from otklik.channels import options
from otklik.channels.models import Inbound
from otklik.channels.models.trust import Mute
from otklik.kernel import clock, reading
from otklik.kernel.events import Event
from otklik.kernel.verbs import Refused
from otklik.people.models import Person
from otklik.tickets.models import Ticket

SPELL, HOUR = timedelta(minutes=10), timedelta(hours=1)
_SAID = (
    "SELECT count(*) FROM tickets_message"
    " WHERE author_id = %s::bigint AND channel = 'email' AND created_at > %s::timestamptz"
)
_BEGUN = (
    "SELECT count(*) FROM tickets_ticket"
    " WHERE customer_id = %s::bigint AND channel = 'email' AND opened_at > %s::timestamptz"
)


def is_released(inbound: Inbound) -> bool:
    """Somebody has looked at it and wants it read: caps and suspicion hold it no more."""
    decided = Event.objects.filter(noun="inbound", noun_id=inbound.pk, code__in=["letter.tried_again"])
    return decided.exclude(actor=None).exists()


def hold_flood(sender: Person) -> None:
    """Raises Refused, so that the letter waits, when its sender has written too much within an hour."""
    if sender.is_newcomer:
        return
    if reading.value(_SAID, [sender.pk, clock.now() - HOUR]) >= options.LETTERS.value:
        raise Refused("letter.too_many", _("Too many letters of one sender within an hour."))


def hold_new_requests(sender: Person) -> None:
    """Raises Refused, so that the letter waits, when its sender has begun too many requests within ten minutes."""
    if sender.is_newcomer:
        return
    if reading.value(_BEGUN, [sender.pk, clock.now() - SPELL]) >= options.NEW_REQUESTS.value:
        raise Refused("letter.too_many_new", _("Too many new requests of one sender within ten minutes."))


def is_muted(ticket: Ticket, sender: Person) -> bool:
    """Whether letters of this sender to this request are kept without telling anybody; it may begin with this one."""
    if Mute.standing(ticket, sender):
        return True
    said = ticket.messages.filter(author=sender, channel="email", created_at__gt=clock.now() - SPELL)
    if said.count() < options.LOOP.value:
        return False
    ended = Mute.objects.filter(ticket=ticket, person=sender).order_by("-ended_at").first()
    if ended is not None and said.filter(created_at__gt=ended.ended_at).count() < options.LOOP.value:
        return False
    Mute.begin(ticket, sender)
    return True
