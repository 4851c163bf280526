from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from otklik.kernel import audit, clock, events, signing
from otklik.kernel.events import Side
from otklik.kernel.files import clean_name
from otklik.kernel.text import clean, clean_line
from otklik.kernel.verbs import Refused, Stale, verb
from otklik.people import rights
from otklik.people.models import Person
from otklik.tickets import concealing
from otklik.tickets.kinds import End
from otklik.tickets.models.message import Message
from otklik.tickets.models.secret import WAITS, Hidden, Secret, SecretQuerySet

if TYPE_CHECKING:
    from otklik.tickets.models.ticket import Ticket

MOST_TEXT = 10_000
MOST_BYTES = 5 * 2**20
"""Of a document in a protected field."""


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody puts into a protected field: words, a document, or both."""

    value: str = ""
    name: str = ""
    content: bytes = b""


def address_of(secret: Secret) -> str:
    """Where it is filled; whoever has the link may give, and never read."""
    return f"{settings.SITE_URL}/safe/{signing.sign('secret', secret.pk)}/"


class Protecting:
    """Passwords, keys and documents go beside the conversation, never in it (R22)."""

    @verb
    def ask_secret(self, label: str, *, by: Person, body: str) -> Secret:
        """Ask the customer by a reply that ends with the link of a fresh protected field; the turn is theirs."""
        ticket = cast("Ticket", self).locked()
        rights.require(by, rights.REPLY)
        secret = self._field(label, by)
        ticket.reply(by=by, body=f"{body.strip()}\n\n{address_of(secret)}".strip(), end=End.ASKED)
        return secret

    @verb
    def fill_secret(self, secret: Secret, given: Given, *, by: Person) -> None:
        """The customer fills it, once; support is told by words of the request. Raises `Stale` when it takes nothing
        any more.
        """
        ticket = cast("Ticket", self).locked()
        filled = Secret.objects.filter(pk=secret.pk, ticket=ticket, filled_at__isnull=True, erased_at__isnull=True)
        values = {**_checked(given), "filled_at": clock.now(), "filled_by": by}
        if not filled.filter(asked_at__gt=clock.now() - WAITS).update(**values):
            raise Stale("secret.over", _("This field takes nothing any more. Write to us, and we send a new link."))
        with translation.override(ticket.language or by.language):
            said = _("Sent through a protected field: %(what)s") % {"what": secret.label}
        ticket.write(by=by, body=said, channel="portal")

    @verb
    def hand_secret(self, label: str, given: Given, *, by: Person) -> Secret:
        """The customer sends something safely unasked."""
        ticket = cast("Ticket", self).locked()
        if not ticket.is_open:
            raise Refused("secret.closed", _("The request is closed. Write to us first, and it opens again."))
        secret = self._field(label, None)
        self.fill_secret(secret, given, by=by)
        return secret

    @verb
    def see_secret(self, secret: Secret, *, by: Person) -> Secret:
        """What it holds, for one who may see it; it is written down that they did."""
        ticket = cast("Ticket", self)
        rights.require(by, rights.SEE_SECRETS)
        full = Secret.objects.select_for_update().get(pk=secret.pk)
        if not full.is_readable:
            raise Stale("secret.gone", _("There is nothing here any more."))
        events.record("secret.seen", by=by, noun=ticket, ticket_id=ticket.pk, secret=full.pk)
        audit.record("secret.seen", by=by, noun="secret", noun_id=full.pk, after={"ticket": ticket.number})
        return full

    @verb
    def erase_secret(self, secret: Secret, *, by: Person) -> None:
        """Forget what it holds before the request is closed, or let its link take nothing; safe to call again."""
        ticket = cast("Ticket", self)
        rights.require(by, rights.REPLY)
        if erase(Secret.objects.filter(pk=secret.pk)):
            events.record("secret.erased", by=by, noun=ticket, ticket_id=ticket.pk, secret=secret.pk)

    @verb
    def disclose(self, message: Message | None, *, by: Person) -> dict[str, str]:
        """What a message, or with None the subject, said before its secrets were masked; it is written down who asked.

        Staff need a right; the customer's side reads what was said between us anyway.
        """
        ticket = cast("Ticket", self)
        if by.is_staff_member:
            rights.require(by, rights.SEE_SECRETS)
        hidden = Hidden.objects.filter(message=message) if message else Hidden.objects.filter(ticket=ticket)
        said = concealing.said(hidden.get())
        side = None if by.is_staff_member else Side.CUSTOMER
        number = message.pk if message else None
        events.record("message.disclosed", by=by, noun=ticket, side=side, ticket_id=ticket.pk, message=number)
        audit.record("message.disclosed", by=by, noun="ticket", noun_id=ticket.pk, after={"message": number})
        return said

    def _field(self, label: str, by: Person | None) -> Secret:
        label = clean_line(label)[:200]
        if not label:
            raise Refused("secret.label", _("Say what it is."))
        return Secret.objects.create(ticket=cast("Ticket", self), label=label, asked_by=by, asked_at=clock.now())


def erase(secrets: SecretQuerySet) -> int:
    """Forget what these hold; how many there were."""
    return secrets.kept().update(value=None, name=None, content=None, erased_at=clock.now())


def erase_at_closing(event: events.Event) -> None:
    """Whatever closes a request erases what it held apart; one that is merged away goes on in another."""
    ticket = event.subject
    if event.code != "ticket.merged_away" and getattr(ticket, "kind", "") == "closed":
        erase(Secret.objects.of(ticket))


def _checked(given: Given) -> dict[str, str | None]:
    value = clean(given.value).strip()
    if not value and not given.content:
        raise Refused("secret.empty", _("Fill in the field, or choose a file."))
    if len(value) > MOST_TEXT or len(given.content) > MOST_BYTES:
        raise Refused("secret.large", _("This is too large: up to 10,000 characters, or a file of up to 5 MB."))
    content = base64.b64encode(given.content).decode() if given.content else None
    return {"value": value or None, "name": clean_name(given.name) if content else None, "content": content}
