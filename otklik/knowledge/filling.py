"""What stands in braces in a ready answer is filled from the request; what is missing stays as a gap to see (E2)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings

from otklik.people import company
from otklik.people.models import Person
from otklik.people.models.person import Tone
from otklik.tickets.models import Ticket

HOLE = re.compile(r"\{([^{}\n]{1,60})\}")
GAP = re.compile(r"⟦([^⟦⟧\n]{0,80})⟧")

NAMES: dict[str, tuple[str, str, str]] = {
    "customer": ("клиент", "клієнт", "customer"),
    "number": ("номер", "номер", "number"),
    "subject": ("тема", "тема", "subject"),
    "link": ("ссылка", "посилання", "link"),
    "agent": ("я", "я", "me"),
    "company": ("компания", "компанія", "company"),
    "until": ("срок", "термін", "until"),
}
"""Each variable as people write it in Russian, Ukrainian and English; any of them works anywhere."""

_KEYS = {name: key for key, names in NAMES.items() for name in (key, *names)}


@dataclass(frozen=True, slots=True)
class Situation:
    """The request that words are filled for. `until` is the next word that is promised, as the customer reads time."""

    ticket: Ticket
    agent: Person
    language: str
    until: str


def fill(body: str, situation: Situation) -> str:
    """The words for this request. `⟦…⟧` marks what nobody knows: an unknown name in braces is a gap too."""
    known = _known(situation)
    return HOLE.sub(lambda hole: known.get(_KEYS.get(hole[1].strip().lower(), ""), "") or f"⟦{hole[1].strip()}⟧", body)


def gaps(text: str) -> list[str]:
    """What is still missing in a text that was filled."""
    return [gap[1] for gap in GAP.finditer(text)]


def unknown(body: str) -> list[str]:
    """Names in braces that are no variables: whoever inserts the words will be asked for them."""
    return [name for hole in HOLE.finditer(body) if (name := hole[1].strip()).lower() not in _KEYS]


def _known(situation: Situation) -> Mapping[str, str]:
    ticket = situation.ticket
    return {
        "customer": addressed(ticket.customer),
        "number": str(ticket.number),
        "subject": ticket.subject,
        "link": f"{settings.SITE_URL}/requests/{ticket.number}/",
        "agent": situation.agent.first_name,
        "company": company.NAME.value.to(situation.language),
        "until": situation.until,
    }


def addressed(customer: Person) -> str:
    """How the customer is spoken to (R32, A11): as they sign; the official tone says the whole name. Empty for an
    address that stands where a name should.
    """
    if "@" in customer.name:
        return customer.called
    if customer.tone == Tone.OFFICIAL and not customer.called:
        return customer.name
    return customer.first_name
