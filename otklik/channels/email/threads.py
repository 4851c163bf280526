"""Which request a letter belongs to (research: mail, §3.1). A number in the subject is for people, never a proof."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from otklik.channels.email import tokens
from otklik.channels.email.letters import Letter
from otklik.channels.email.models import LetterId
from otklik.people.models import Person
from otklik.tickets.models import Message, Ticket

ANCESTORS = 50


@dataclass(frozen=True)
class Thread:
    """The request that a letter goes on with; `is_stranger`: only the mark in the address speaks for its sender."""

    ticket: Ticket
    is_stranger: bool = False


def find(letter: Letter, sender: Person) -> Thread | None:
    """The request, if there is proof and the sender may write there; None: a new one."""
    tagged = _by_tag(letter)
    if tagged is not None:
        return Thread(tagged, is_stranger=not takes_part(sender, tagged))
    for value in letter.ancestors[:ANCESTORS]:
        ticket = _by_id(value)
        if ticket is not None and takes_part(sender, ticket):
            return Thread(ticket)
    return None


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
