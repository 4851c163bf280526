"""A letter of ours that came back undelivered, or was called spam: its delivery says so (RFC 3464, RFC 5965).

Anybody can write a bounce: only a proof of ours leads to a delivery. Whatever it says, nobody is answered.
"""

from __future__ import annotations

from typing import Any

from otklik.channels.email import tokens
from otklik.channels.email.dsn import Bounce, Complaint
from otklik.channels.email.letters import Letter
from otklik.channels.models import Delivery, DeliveryState, Inbound, InboundState
from otklik.kernel import addresses, events
from otklik.kernel.verbs import Refused, verb
from otklik.tickets.remarking import remark

RETURNED = 50_000


def take_bounce(inbound: Inbound, letter: Letter, bounce: Bounce) -> None:
    """Note the bounce on the delivery that it concerns; one that returns no letter of ours is put aside."""
    delivery = _delivery(letter, bounce)
    if delivery is None:
        inbound.settle(InboundState.DROPPED, reason="bounce_of_a_strange_letter")
        return
    if bounce.action == "failed":
        delivery.bounce(bounce.status or "5.0.0", bounce.diagnostic)
    elif bounce.action == "delayed":
        note_delay(delivery, bounce)
    inbound.ticket = delivery.message.ticket if delivery.message else None
    inbound.settle(InboundState.PROCESSED, reason=f"bounce_{bounce.action}"[:60])


def take_complaint(inbound: Inbound, letter: Letter, complaint: Complaint) -> None:
    """Say in the request that its customer called our letter spam; nothing else follows."""
    delivery = _delivery(letter, complaint)
    if delivery is None:
        inbound.settle(InboundState.DROPPED, reason="complaint_about_a_strange_letter")
        return
    ticket = delivery.message.ticket if delivery.message else None
    if ticket is not None:
        remark(ticket, "ticket.complained", message=delivery.message_id)
    inbound.ticket = ticket
    inbound.settle(InboundState.PROCESSED, reason="complaint")


@verb
def note_delay(delivery: Delivery, bounce: Bounce) -> None:
    """Another server has the letter and keeps trying: a note on the delivery, and nobody's turn."""
    late = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.SENT)
    if late.update(reason=(bounce.status or "4.0.0")[:60], error=bounce.diagnostic[:2000]):
        ticket_id = delivery.message.ticket_id if delivery.message else None
        about: dict[str, Any] = {"message": delivery.message_id, "status": bounce.status[:40]}
        events.record("delivery.slow", by=None, noun=delivery, ticket_id=ticket_id, **about)


def _delivery(letter: Letter, said: Bounce | Complaint) -> Delivery | None:
    """By the envelope sender that it came to, by our id in what it returns, or by the mark in the address to answer."""
    for address in letter.recipients:
        if (number := tokens.bounced_delivery(address.email)) is not None:
            return Delivery.objects.filter(pk=number).first()
    if (number := tokens.delivery_in(said.message_id)) is not None:
        return Delivery.objects.filter(pk=number).first()
    if (message_id := tokens.message_in(said.message_id)) is not None:
        return _of(list(Delivery.objects.filter(message=message_id, channel="email")), said.recipient)
    return _by_mark(letter)


def _of(sent: list[Delivery], recipient: str) -> Delivery | None:
    """The one to the recipient, where a message went to several."""
    if len(sent) > 1:
        sent = [delivery for delivery in sent if _same(delivery.address, recipient)]
    return sent[0] if sent else None


def _by_mark(letter: Letter) -> Delivery | None:
    """The last letter to whom the address to answer was made for: some servers return only a few of our lines."""
    returned = [file.octets[:RETURNED].decode("utf-8", "replace") for file in letter.files if "rfc822" in file.mime]
    tag = next((tag for text in [*returned, letter.text[:RETURNED]] if (tag := tokens.tag_in(text))), None)
    if tag is None:
        return None
    sent = Delivery.objects.filter(message__ticket=tag.ticket_id, identity_id=tag.identity_id, channel="email")
    return sent.filter(state=DeliveryState.SENT).order_by("-pk").first()


def _same(one: str, other: str) -> bool:
    try:
        return addresses.normalise("email", one) == addresses.normalise("email", other)
    except Refused:
        return False
