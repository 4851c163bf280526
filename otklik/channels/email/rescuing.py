"""A request made by hand from a parked letter, readable or not: the letter as it came goes with it (F10)."""

from __future__ import annotations

import logging

from django.utils.translation import gettext as _

from otklik.channels.email import parsing
from otklik.channels.email.models import LetterId
from otklik.channels.models import Inbound, InboundState
from otklik.channels.models.inbound import rights_needed
from otklik.kernel import audit
from otklik.kernel.addresses import InvalidAddress
from otklik.kernel.text import clean, clean_line
from otklik.kernel.verbs import Refused, Stale, verb
from otklik.people import identifying
from otklik.people.models import Identity, Person
from otklik.tickets.models import Attachment, Ticket
from otklik.tickets.opening import open_ticket

logger = logging.getLogger(__name__)

BODY_LIMIT = 100_000


def words_of(inbound: Inbound) -> str:
    """The text of a stored letter as far as it can be read; empty if it cannot."""
    try:
        text = parsing.read(inbound.octets()).text
    except Exception:  # whatever stopped the reader may stop us too
        logger.warning("a parked letter has no readable text", extra={"inbound": inbound.pk}, exc_info=True)
        return ""
    return clean(text).strip()[:BODY_LIMIT]


@verb
def make_ticket(inbound: Inbound, *, by: Person, address: str = "") -> Ticket:
    """Open a request from a parked letter for whoever wrote it, or for `address`; without either, for nobody known.

    Raises Stale if somebody was faster, Refused for an address that is none.
    """
    rights_needed(by)
    row = Inbound.objects.parked().select_for_update().filter(pk=inbound.pk).first()
    if row is None:
        raise Stale("inbound.settled", _("This letter has been dealt with already."))
    customer, identity = _writer(row, address, by)
    files = [Attachment.objects.create(owner=by, file=row.raw, name="letter.eml")] if row.raw else []
    ticket = open_ticket(
        customer=customer,
        subject=clean_line(row.subject),
        body=words_of(row) or _("This letter could not be read. It is attached as it came."),
        channel="email",
        files=files,
        reply_to=identity,
        line=row.mailbox.line if row.mailbox else None,
    )
    message = ticket.last_public_message
    assert message is not None
    LetterId.note(row.letter_id, message)
    before = {"reason": row.reason}
    row.settle(InboundState.PROCESSED, reason="by_hand", message=message)
    audit.changed("letter.rescued", by=by, noun=row, before=before, after={"reason": "by_hand"}, message=message.pk)
    row.recount()
    return ticket


def _writer(inbound: Inbound, address: str, by: Person) -> tuple[Person, Identity | None]:
    """Whoever is named by hand, else by the letter; a letter that names nobody has an author all the same."""
    try:
        if written := address.strip() or inbound.sender:
            return identifying.known("email", written, channel="email", language=by.language)
    except InvalidAddress:
        if address.strip():
            raise Refused("letter.address", _("This is no e-mail address."), name="address") from None
    return identifying.named(_("Unknown sender"), by=by), None
