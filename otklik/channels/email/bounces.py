"""A letter of ours that came back undelivered (RFC 3464): its delivery says so, and support owes an answer again."""

from otklik.channels.email import tokens
from otklik.channels.email.robots import Bounce
from otklik.channels.models import Delivery, Inbound, InboundState
from otklik.kernel import addresses
from otklik.kernel.verbs import Refused


def take_bounce(inbound: Inbound, bounce: Bounce) -> None:
    """Note the bounce on the delivery that it concerns; one that returns no letter of ours is put aside."""
    delivery = _delivery(bounce)
    if delivery is None:
        inbound.settle(InboundState.DROPPED, reason="bounce_of_a_strange_letter")
        return
    if bounce.action == "failed":
        delivery.bounce(bounce.status or "5.0.0", bounce.diagnostic)
    inbound.ticket = delivery.message.ticket if delivery.message else None
    inbound.settle(InboundState.PROCESSED, reason=f"bounce_{bounce.action}"[:60])


def _delivery(bounce: Bounce) -> Delivery | None:
    """Only our own id, with its proof, leads to a delivery: anybody can write a bounce."""
    if (number := tokens.delivery_in(bounce.message_id)) is not None:
        return Delivery.objects.filter(pk=number).first()
    message_id = tokens.message_in(bounce.message_id)
    sent = list(Delivery.objects.filter(message=message_id, channel="email")) if message_id else []
    if len(sent) > 1:
        sent = [delivery for delivery in sent if _same(delivery.address, bounce.recipient)]
    return sent[0] if sent else None


def _same(one: str, other: str) -> bool:
    try:
        return addresses.normalise("email", one) == addresses.normalise("email", other)
    except Refused:
        return False
