"""Links into the company's own systems: who sees which, and where they lead at the moment of the click (C2)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from secrets import token_hex
from urllib.parse import quote

from django.utils.translation import gettext as _

from otklik.cards import proving
from otklik.cards.models import Link
from otklik.kernel import audit, clock, events
from otklik.kernel.verbs import Refused, verb
from otklik.people.models import Identity, Person
from otklik.tickets.models import Ticket


def links(ticket: Ticket, person: Person) -> list[Link]:
    """Those that the person may follow and whose holes can be filled for the request's customer."""
    shown = list(Link.objects.visible_to(person))
    if not shown:
        return []
    identities = list(ticket.customer.identities.order_by("-is_primary", "id"))
    return [link for link in shown if _filled(link, _values(link, ticket, identities)) is not None]


@verb
def follow(link: Link, ticket: Ticket, *, by: Person) -> str:
    """The address, made and perhaps signed at this moment; who looked is written down. Raises Refused."""
    identities = list(ticket.customer.identities.order_by("-is_primary", "id"))
    address = _filled(link, _values(link, ticket, identities))
    if address is None:
        raise Refused("link.empty", _("The customer has no such address or id."))
    if link.is_signed:
        address = _signed(link, address, by)
    events.record("link.followed", by=by, noun=ticket, ticket_id=ticket.pk, link=link.pk)
    after = {"ticket": ticket.number, "customer": ticket.customer_id}
    audit.record("link.followed", by=by, noun="link", noun_id=link.pk, after=after)
    return address


def _values(link: Link, ticket: Ticket, identities: Sequence[Identity]) -> dict[str, str]:
    """What fills the holes. A signed link opens a door, so only confirmed addresses fill it."""
    known: dict[str, str] = {}
    for one in identities:
        if one.kind == "external" or one.verified_at is not None or not link.is_signed:
            known.setdefault(one.kind, one.normalised)
    login = known.get("external", "")
    return {
        "id": login or str(ticket.customer_id),
        "login": login,
        "email": next((one.normalised for one in identities if one.kind == "email" and one.verified_at), "")
        or known.get("email", ""),
        "phone": known.get("phone", ""),
        "ticket": str(ticket.number),
    }


def _filled(link: Link, values: Mapping[str, str]) -> str | None:
    """The address with every hole filled, quoted so that no value leaves its place; None when one is empty."""
    wanted = set(re.findall(r"\{(\w+)\}", link.address))
    if any(not values.get(hole) for hole in wanted):
        return None
    return re.sub(r"\{(\w+)\}", lambda hole: quote(values[hole[1]], safe=""), link.address)


def _signed(link: Link, address: str, by: Person) -> str:
    """With who looks, until when, and a word that is never repeated; the signature is the last."""
    address, hash_, fragment = address.partition("#")
    expires = int(clock.now().timestamp()) + link.minutes * 60
    joint = "&" if "?" in address else "?"
    address += f"{joint}otklik_agent={by.pk}&otklik_expires={expires}&otklik_once={token_hex(8)}"
    return f"{address}&otklik_signature={proving.of_address(link.key, address)}{hash_}{fragment}"
