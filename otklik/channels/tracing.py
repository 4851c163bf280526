"""How messages fare on their way out, for the pages that show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from otklik.channels import reasons
from otklik.channels.models import Delivery, DeliveryState
from otklik.tickets.ask import Delivered

WRONG = (DeliveryState.FAILED, DeliveryState.BOUNCED, DeliveryState.HELD)


def states(messages: Sequence[int]) -> Mapping[int, Sequence[Delivered]]:
    """How each of these messages fares, in one query; one that was taken back is not on its way."""
    found: dict[int, list[Delivered]] = {}
    rows = Delivery.objects.filter(message__in=messages).exclude(state=DeliveryState.WITHDRAWN).order_by("id")
    for delivery in rows.defer("content"):
        found.setdefault(delivery.message_id or 0, []).append(told(delivery))
    return found


def told(delivery: Delivery) -> Delivered:
    """One delivery as pages show it."""
    is_late = delivery.state == DeliveryState.QUEUED and delivery.attempts > 0
    is_slow = delivery.state == DeliveryState.SENT and delivery.reason != ""
    return Delivered(
        address=delivery.address,
        state=delivery.state,
        why=reasons.why(delivery.reason, delivery.error) if is_late or is_slow or delivery.state in WRONG else "",
        pk=delivery.pk,
        at=_since(delivery),
        next_at=delivery.next_try_at if is_late else None,
        recipient=delivery.recipient_id or 0,
    )


def _since(delivery: Delivery) -> datetime:
    """Since when it stands so; a letter that is tried again waits since it was written."""
    if delivery.state == DeliveryState.SENT and delivery.sent_at:
        return delivery.sent_at
    return delivery.failed_at or delivery.created_at
