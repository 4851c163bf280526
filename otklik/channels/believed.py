"""How far letters can be believed, for the pages that show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from otklik.channels.email import seals, suspicion
from otklik.channels.models import Inbound, LetterTrust
from otklik.tickets.ask import Believed


def of(message_ids: Sequence[int]) -> Mapping[int, Believed]:
    """What was found out about the letters that these messages were, in one query."""
    rows = LetterTrust.objects.filter(inbound__message__in=message_ids)
    known = rows.values_list("inbound__message", "verdict", "signs", "sealed")
    return {
        message: Believed(
            verdict,
            tuple(suspicion.words([(code, about) for code, about in signs])),
            seals.words(sealed),
            sealed in seals.CLOSED,
        )
        for message, verdict, signs, sealed in known
        if message is not None
    }


def is_begun_by_machine(ticket_id: int) -> bool:
    """Whether the letter that began the request was written by a machine."""
    first = Inbound.objects.filter(ticket=ticket_id, channel="email").order_by("pk").first()
    return first is not None and LetterTrust.objects.filter(inbound=first, is_automatic=True).exists()
