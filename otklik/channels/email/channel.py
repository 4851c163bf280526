"""E-mail as a channel."""

from django.db.models import Case, IntegerField, Subquery, When

from otklik.channels import delivering
from otklik.channels.email import composing, providers, receiving, smtp, tokens
from otklik.channels.email.models import LetterId, Mailbox
from otklik.channels.email.troubles import note_trouble, note_working
from otklik.channels.models import Delivery, Inbound
from otklik.channels.registry import READERS, SENDERS, NoWayOut, Undeliverable
from otklik.kernel import clock, files
from otklik.kernel.verbs import Refused
from otklik.tickets.models import Ticket

WORDS = 256 * 1024
"""Bytes that a letter's text, quote and heads take at most, generously."""
ENCODED = 137
"""Bytes that a hundred bytes of a file become in a letter (RFC 2045 §6.8, with its line ends)."""


class Letters:
    """Letters leave by SMTP."""

    def compose(self, delivery: Delivery) -> None:
        """Fix the bytes, once; a later attempt sends the same ones."""
        mailbox = delivery.mailbox if delivery.mailbox and delivery.mailbox.is_active else _mailbox_for(delivery)
        if mailbox is None or not (mailbox.smtp_host or mailbox.provider):
            raise NoWayOut
        delivery.mailbox = mailbox
        if delivery.message is None or delivery.raw is not None:
            return
        delivery.dated = clock.now().replace(microsecond=0)
        try:
            letter = composing.compose(delivery, delivery.message, mailbox, delivery.dated)
        except Refused as trouble:
            raise Undeliverable("address", str(trouble.said)) from trouble
        delivery.letter_id = str(letter["Message-ID"]).strip("<>")
        delivery.raw = files.store(letter.as_bytes(), "letter.eml", limit=receiving.LETTER_LIMIT)
        LetterId.note(delivery.letter_id, delivery.message, is_ours=True)

    def send(self, delivery: Delivery) -> None:
        """Through the mailbox: by SMTP, or by the interface of its provider."""
        mailbox = delivery.mailbox
        if mailbox is None:
            raise NoWayOut
        try:
            _hand_over(mailbox, delivery)
        except smtp.MailboxTrouble as trouble:
            note_trouble(mailbox, "send", trouble.reason, trouble.error)
            raise
        if mailbox.send_failing_since is not None:
            note_working(mailbox, "send")
            delivering.hurry(mailbox)


def _hand_over(mailbox: Mailbox, delivery: Delivery) -> None:
    address = composing.sendable(delivery.address)
    if mailbox.provider:
        providers.send(mailbox, address, delivery.octets(), delivery=delivery.pk)
        return
    sender = tokens.bounce_address(mailbox.address, delivery.pk) if mailbox.takes_tags else mailbox.address
    smtp.send(mailbox, address, delivery.octets(), sender=sender)


def room_for_files(ticket: Ticket) -> int | None:
    """Bytes of files that an answer may carry: what the server last said, less words and encoding; None: unknown."""
    mailbox = _mailbox_of(ticket)
    limit = None if mailbox is None else providers.MOST.get(mailbox.provider, mailbox.size_limit)
    return None if limit is None else max(0, (limit - WORDS) * 100 // ENCODED)


def address_of(ticket: Ticket | None) -> str:
    """Where customers write by e-mail about the request, or anew; empty when letters are sent from nowhere."""
    mailbox = _mailbox_of(ticket)
    return mailbox.address if mailbox is not None else ""


def _mailbox_for(delivery: Delivery) -> Mailbox | None:
    return _mailbox_of(delivery.message.ticket if delivery.message else None)


def _mailbox_of(ticket: Ticket | None) -> Mailbox | None:
    """The mailbox that the request came by, else its line's, else the default one; in one query."""
    if ticket is None:
        return Mailbox.objects.default()
    came_by = Inbound.objects.filter(ticket=ticket, mailbox__in=Mailbox.objects.sending()).order_by("id")
    near = Case(
        When(pk=Subquery(came_by.values("mailbox")[:1]), then=0),
        When(line__isnull=False, line=ticket.line_id, then=1),
        default=2,
        output_field=IntegerField(),
    )
    return Mailbox.objects.sending().order_by(near, "-is_default", "id").first()


READERS["email"] = receiving.read
SENDERS["email"] = Letters()
