"""Which request a letter belongs to (research: mail, §3.1). A number in the subject is for people, never a proof."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.db.models import Q

from otklik.channels.email import tokens
from otklik.channels.email.letters import Letter
from otklik.channels.email.models import LetterId
from otklik.kernel import clock
from otklik.people.models import Person
from otklik.tickets.models import Message, Ticket
from otklik.tickets.remarking import remark

ANCESTORS = 50
RECENT = timedelta(days=14)
MOST, LEAST = 20, 4
_RECENT = (
    "SELECT number, subject FROM tickets_ticket WHERE customer_id = %s::bigint AND changed_at > %s::timestamptz"
    " AND merged_into_id IS NULL AND id <> %s::bigint ORDER BY id DESC LIMIT %s::int"
)
PREFIXES = re.compile(
    r"^(?:\s*(?:re|fwd?|fw|aw|wg|sv|tr|rv|vs|antw|отв|ответ|пересл|на|ha|hа)\s?(?:\[\d+\])?\s?:)+", re.IGNORECASE
)
NUMBER = re.compile(r"(?:№|#|N°)\s?(\d{1,9})(?!\d)")


@dataclass(frozen=True)
class Thread:
    """The request that a letter goes on with; `is_stranger`: only the mark in the address speaks for its sender."""

    ticket: Ticket
    is_stranger: bool = False


def find(letter: Letter, sender: Person, *, is_forged: bool = False) -> Thread | None:
    """The request, if there is proof and the sender may write there; None: a new one.

    `is_forged`: the sender is somebody else, so that only the mark in the address counts, and they are a stranger.
    """
    tagged = _by_tag(letter)
    if tagged is not None:
        return Thread(tagged, is_stranger=is_forged or not takes_part(sender, tagged))
    if is_forged:
        return None
    for value in letter.ancestors[:ANCESTORS]:
        ticket = _by_id(value)
        if ticket is not None and takes_part(sender, ticket):
            return Thread(ticket)
    return None


def note_resemblance(ticket: Ticket, subject: str) -> None:
    """Say that a fresh request may go on with an older one of the same customer; a person decides."""
    if not ticket.customer.is_newcomer and (other := _older(ticket, subject)):
        remark(ticket, "ticket.resembles", other=other)


def _older(ticket: Ticket, subject: str) -> int | None:
    """The number that the subject names, or of the last request with the same subject."""
    if found := NUMBER.search(subject):
        named = Ticket.objects.visible_to(ticket.customer).filter(number=int(found[1])).exclude(pk=ticket.pk)
        if named.exists():
            return int(found[1])
    plain = plain_subject(subject)
    if len(plain) < LEAST:
        return None
    since = clock.now() - RECENT
    with connection.cursor() as cursor:
        cursor.execute(_RECENT, [ticket.customer_id, since, ticket.pk, MOST])
        return next((number for number, text in cursor.fetchall() if plain_subject(text) == plain), None)


def plain_subject(subject: str) -> str:
    """A subject without the marks of answers and forwards, for comparing."""
    return " ".join(PREFIXES.sub("", subject).casefold().split())


def takes_part(person: Person, ticket: Ticket) -> bool:
    """Whether the person is one of those who talk in the request, or may see it as a customer's colleague."""
    everybody = Person.objects.filter(Q(pk=person.pk) | Q(merged_into=person))
    if everybody.filter(Q(pk=ticket.customer_id) | Q(pk=ticket.responsible_id)).exists():
        return True
    if ticket.participants.present().filter(person__in=everybody).exists():
        return True
    return Ticket.objects.visible_to(person).filter(pk=ticket.pk).exists()


def _by_tag(letter: Letter) -> Ticket | None:
    for address in letter.recipients:
        tag = tokens.tag_in(address.email)
        ticket = Ticket.objects.filter(pk=tag.ticket_id).first() if tag else None
        if ticket is not None:
            return _current(ticket)
    return None


def _by_id(value: str) -> Ticket | None:
    message_id = tokens.message_in(value)
    if message_id is not None:
        message = Message.objects.select_related("ticket").filter(pk=message_id).first()
        return _current(message.ticket) if message else None
    if tokens.LETTER_ID.match(value.lower()):
        return None  # it looks like ours and is not
    ticket = LetterId.ticket_of(value)
    return _current(ticket) if ticket else None


def _current(ticket: Ticket) -> Ticket:
    """The request that a merged one became."""
    while ticket.merged_into is not None:
        ticket = ticket.merged_into
    return ticket
