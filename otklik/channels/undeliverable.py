"""Addresses at which nobody can be reached: after one bounce that says so, or three that do not heal (RFC 3463)."""

from __future__ import annotations

import re
from datetime import datetime

from otklik.channels.models import Delivery, DeliveryState
from otklik.kernel.events import Event
from otklik.people import identifying
from otklik.people.models import Identity

AT_ONCE = {"5.1.1", "5.1.10"}
"""There is no such mailbox, or the domain takes no mail."""
ABOUT_ADDRESSES = ("5.0.", "5.1.", "5.2.", "5.4.")
NOT_ABOUT_ADDRESSES = {"5.2.3"}
ENOUGH = 3
STATUS = re.compile(r"(?<![\d.])(5\.\d{1,3}\.\d{1,3})(?![\d.])")


def judge(event: Event) -> None:
    """Mark the address of a delivery that failed for good, when it is certain that nothing reaches it."""
    delivery = Delivery.objects.filter(pk=event.noun_id).first()
    identity = Identity.objects.filter(pk=delivery.identity_id or 0, kind="email").first() if delivery else None
    if delivery is None or identity is None or identity.undeliverable_since is not None:
        return
    status = _status(delivery)
    if status in AT_ONCE or (_is_hard(status) and _bounces(identity) >= ENOUGH):
        identifying.note_undeliverable(identity, by=None)


def _bounces(identity: Identity) -> int:
    """Hard ones since somebody said last that the address works."""
    lost = [DeliveryState.BOUNCED, DeliveryState.FAILED]
    sent = Delivery.objects.filter(identity_id=identity.pk, channel="email", state__in=lost)
    if cleared := _cleared_at(identity):
        sent = sent.filter(created_at__gt=cleared)
    return sum(_is_hard(_status(delivery)) for delivery in sent.order_by("-pk")[:50])


def _cleared_at(identity: Identity) -> datetime | None:
    said = Event.objects.filter(code="identity.deliverable", noun_id=identity.person_id, data__identity=identity.pk)
    return said.order_by("-id").values_list("at", flat=True).first()


def _status(delivery: Delivery) -> str:
    if delivery.state == DeliveryState.BOUNCED:
        return delivery.reason
    found = STATUS.search(delivery.error)
    return found[1] if found else ""


def _is_hard(status: str) -> bool:
    return status.startswith(ABOUT_ADDRESSES) and status not in NOT_ABOUT_ADDRESSES
