"""How messages fare on their way out, for the pages that show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from otklik.channels.models import Delivery, DeliveryState
from otklik.tickets.ask import Delivered


def states(messages: Sequence[int]) -> Mapping[int, Sequence[Delivered]]:
    """How each of these messages fares, in one query; one that was taken back is not on its way."""
    found: dict[int, list[Delivered]] = {}
    rows = Delivery.objects.filter(message__in=messages).exclude(state=DeliveryState.WITHDRAWN).order_by("id")
    for message, address, state, error in rows.values_list("message", "address", "state", "error"):
        why = (error.splitlines() or [str(DeliveryState(state).label)])[0][:200]
        found.setdefault(message or 0, []).append(Delivered(address, state, why))
    return found
