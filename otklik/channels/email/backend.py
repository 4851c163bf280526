"""Letters of the house: sign-in codes and notices, which Django and allauth send with `send_mail`."""

from collections.abc import Sequence
from datetime import timedelta
from email.utils import format_datetime, formataddr
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from otklik.channels.email import tokens
from otklik.channels.email.composing import POLICY, sendable
from otklik.channels.email.models import Mailbox
from otklik.channels.models import Delivery
from otklik.kernel import clock
from otklik.kernel.text import clean_line
from otklik.ui.company import company

EXPIRY = timedelta(hours=24)
FALLBACK = "otklik@localhost"


class MailboxBackend(BaseEmailBackend):
    """Queues each letter as a delivery from the default mailbox, in the transaction of whoever sends it.

    A job sends it within a moment; without a mailbox it is held, and shown in the demo's outbox. An `expires` header
    in seconds says how long the letter is worth sending: a code is worth ten minutes.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Queue them; how many letters that is."""
        with transaction.atomic():
            return sum(_queue(message, address) for message in email_messages for address in message.recipients())


def _queue(message: EmailMessage, address: str) -> int:
    mailbox = Mailbox.objects.default()
    lasts = timedelta(seconds=int(message.extra_headers.get("expires", EXPIRY.total_seconds())))
    now = clock.now()
    delivery = Delivery.objects.create(
        channel="email",
        address=_bare(address),
        mailbox=mailbox,
        created_at=now,
        next_try_at=now,
        expires_at=now + lasts,
        dated=now.replace(microsecond=0),
    )
    sender = mailbox.address if mailbox else FALLBACK
    delivery.letter_id = tokens.notice_id(delivery.pk, sendable(sender).rpartition("@")[2])
    delivery.content = _letter(message, delivery, sender)
    delivery.save(update_fields=["letter_id", "content"])
    delivery.send_later()
    return 1


def _bare(address: str) -> str:
    from email.utils import parseaddr

    return parseaddr(address)[1] or address


def _letter(message: EmailMessage, delivery: Delivery, sender: str) -> bytes:
    """The exact bytes, marked as written by a machine so that no other machine answers (RFC 3834)."""
    from email.message import EmailMessage as Letter

    letter = Letter(policy=POLICY)
    letter["From"] = formataddr((clean_line(company().name)[:120], sendable(sender)))
    letter["To"] = sendable(delivery.address)
    letter["Subject"] = clean_line(str(message.subject))[:240]
    letter["Date"] = format_datetime(delivery.dated) if delivery.dated else ""
    letter["Message-ID"] = f"<{delivery.letter_id}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter["X-Auto-Response-Suppress"] = "All"
    letter.set_content(str(message.body), cte="quoted-printable")
    for content, mime in _alternatives(message):
        if mime == "text/html":
            letter.add_alternative(content, subtype="html", cte="quoted-printable")
    return letter.as_bytes()


def _alternatives(message: EmailMessage) -> list[tuple[str, str]]:
    found: list[Any] = getattr(message, "alternatives", [])
    return [(str(content), str(mime)) for content, mime in found]
