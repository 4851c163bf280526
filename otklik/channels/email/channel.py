"""E-mail as a channel."""

from otklik.channels.email import composing, receiving, smtp
from otklik.channels.email.models import LetterId, Mailbox
from otklik.channels.email.troubles import note_trouble, note_working
from otklik.channels.models import Delivery
from otklik.channels.registry import READERS, SENDERS, NoWayOut, Undeliverable
from otklik.kernel import clock, files
from otklik.kernel.verbs import Refused


class Letters:
    """Letters leave by SMTP."""

    def compose(self, delivery: Delivery) -> None:
        """Fix the bytes, once; a later attempt sends the same ones."""
        mailbox = delivery.mailbox if delivery.mailbox and delivery.mailbox.is_active else _mailbox_for(delivery)
        if mailbox is None or not mailbox.smtp_host:
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
        """By SMTP, through the mailbox."""
        mailbox = delivery.mailbox
        if mailbox is None:
            raise NoWayOut
        try:
            smtp.send(mailbox, composing.sendable(delivery.address), delivery.octets())
        except smtp.MailboxTrouble as trouble:
            note_trouble(mailbox, "send", trouble.reason, trouble.error)
            raise
        note_working(mailbox, "send")


def _mailbox_for(delivery: Delivery) -> Mailbox | None:
    """The mailbox that the request came by, else its line's, else the default one."""
    ticket = delivery.message.ticket if delivery.message else None
    if ticket is not None:
        sending = Mailbox.objects.sending()
        by = sending.filter(inbound__ticket=ticket).order_by("inbound__id").first()
        by = by or sending.filter(line__isnull=False, line=ticket.line_id).first()
        if by is not None:
            return by
    return Mailbox.objects.default()


READERS["email"] = receiving.read
SENDERS["email"] = Letters()
