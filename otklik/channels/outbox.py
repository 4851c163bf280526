"""What letters would say where there is no mailbox to send them from: the demo shows its codes here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from otklik.channels.email import parsing
from otklik.channels.models import Delivery
from otklik.kernel import clock

SHOWN = timedelta(hours=1)


@dataclass(frozen=True)
class Shown:
    """A letter in the demo's outbox."""

    address: str
    subject: str
    text: str
    at: datetime


def recent(address: str = "", limit: int = 20) -> list[Shown]:
    """Letters of the last hour, the newest first; nothing outside of the demo."""
    if not settings.DEMO:
        return []
    letters = Delivery.objects.filter(channel="email", created_at__gt=clock.now() - SHOWN).order_by(
        "-created_at", "-id"
    )
    if address:
        letters = letters.filter(address__iexact=address)
    return [_shown(delivery) for delivery in letters[:limit] if delivery.content or delivery.raw_id]


def _shown(delivery: Delivery) -> Shown:
    letter = parsing.read(delivery.octets())
    return Shown(delivery.address, letter.subject, letter.text, delivery.created_at)
