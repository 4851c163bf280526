"""The letter that a reply becomes: a person's letter, in the customer's language, with the number below (R16)."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from typing import TYPE_CHECKING

from django.template import engines
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from markupsafe import Markup

from otklik.channels import ask
from otklik.channels.email import tokens
from otklik.channels.email.models import LetterId
from otklik.kernel import addresses, clock
from otklik.kernel.events import Side
from otklik.kernel.text import clean_line, snippet, to_html
from otklik.people.models import Person
from otklik.people.models.person import Tone
from otklik.tickets import concealing
from otklik.tickets.kinds import End, MessageKind
from otklik.tickets.models import Attachment, Message, Ticket
from otklik.ui.company import company
from otklik.ui.formats import Words

if TYPE_CHECKING:
    from datetime import datetime

    from otklik.channels.email.models import Mailbox
    from otklik.channels.models import Delivery

QUOTED_LINES = 60
QUOTED_LIMIT = 4000
REFERENCES = 20
POLICY = SMTP.clone(max_line_length=78, cte_type="7bit")


@dataclass(frozen=True)
class Quote:
    """What the customer said before, under the answer."""

    attribution: str
    text: str

    @property
    def html(self) -> Markup:
        """Its lines, escaped."""
        return Markup("<br>").join(self.text.split("\n"))


@dataclass(frozen=True)
class Reply:
    """Everything that the letter says, prepared for both of its forms."""

    language: str
    subject: str
    body: str
    author: str
    invitation: str
    number: str
    address: str
    facts: list[str]
    asks: bool
    quote: Quote | None
    notice: str = ""

    @property
    def body_html(self) -> Markup:
        """The message as HTML."""
        return to_html(self.body)

    @property
    def snippet(self) -> str:
        """What lists of letters show beside the subject."""
        return snippet(self.body)


def compose(delivery: Delivery, message: Message, mailbox: Mailbox, at: datetime) -> EmailMessage:
    """The letter of `message` for one recipient, dated `at`."""
    ticket, recipient = message.ticket, delivery.recipient
    language = ticket.language or (recipient.language if recipient else "") or mailbox.language or "ru"
    with translation.override(language):
        firm = clean_line(mailbox.name.to(language) if mailbox.name else company().name)[:120]
        said = _said(message, recipient, language, firm, mailbox.signature.to(language) if mailbox.signature else "")
        letter = EmailMessage(policy=POLICY)
        _address(letter, delivery, message, mailbox, firm)
        letter["Subject"] = said.subject
        if message.side == Side.SYSTEM:
            letter["Auto-Submitted"] = "auto-generated"  # so that no machine answers a reminder (RFC 3834)
        letter["Date"] = format_datetime(at)
        _place(letter, message, ticket, mailbox)
        letter.set_content(_as_text(said), cte="quoted-printable")
        html = engines["jinja2"].get_template("channels/email/reply.html").render({"letter": said})
        letter.add_alternative(html, subtype="html", cte="quoted-printable")
    for file in message.attachments.select_related("file"):
        _attach(letter, file)
    return letter


def _attach(letter: EmailMessage, file: Attachment) -> None:
    main, _slash, sub = file.file.mime.partition("/")
    if main in ("message", "multipart") or not sub:
        main, sub = "application", "octet-stream"  # a letter inside a letter may not be encoded (RFC 2046 §5.2.1)
    with file.file.open() as content:
        letter.add_attachment(content.read(), maintype=main, subtype=sub, filename=file.name)


def _said(message: Message, recipient: Person | None, language: str, firm: str, signature: str) -> Reply:
    ticket, author, words = message.ticket, message.author, Words(recipient)
    facts = [ask.who_answers_next(ticket, author)] if author else []
    if message.end == End.OURS and ticket.next_word_by and ticket.next_word_by > clock.now():
        facts.append(_("next word by %(time)s") % {"time": words.sentence(ticket.next_word_by)})
    return Reply(
        language=language,
        subject=_subject(ticket, message),
        body=concealing.body_of(message),
        author=author.name if author else firm,
        invitation=_invitation(author, recipient, firm, signature),
        number=_("Request No. %(number)s") % {"number": ticket.number},
        address=ask.request_address(ticket),
        facts=[fact for fact in facts if fact],
        asks=message.kind == MessageKind.SOLUTION,
        quote=_quote(message, words),
        notice=ask.said_to_all(ticket, language) if author and message.side == Side.SUPPORT else "",
    )


def _subject(ticket: Ticket, message: Message) -> str:
    subject = clean_line(ticket.subject)[:240]
    is_first = not ticket.messages.filter(pk__lt=message.pk, side="customer").exists()
    return subject if is_first or subject.lower().startswith("re:") else f"Re: {subject}"


def _invitation(author: Person | None, recipient: Person | None, firm: str, signature: str) -> str:
    """What stands below the name: the person's own signature, else the mailbox's, else whose person it is and that a
    reply is read (R32).
    """
    if author and author.signature.strip():
        return clean_line(author.signature)
    if signature:
        return clean_line(signature)
    if recipient is not None and recipient.tone == Tone.INFORMAL:
        answer = pgettext("informal", "%(company)s. Just reply to this letter, I will read it.")
    else:
        answer = pgettext("polite", "%(company)s. Just reply to this letter, I will read it.")
    return clean_line(answer % {"company": firm})


def _quote(message: Message, words: Words) -> Quote | None:
    earlier = message.ticket.messages.public().filter(side="customer", pk__lt=message.pk).order_by("-created_at", "-id")
    last = earlier.select_related("author").first()
    if last is None:
        return None
    lines = last.body[:QUOTED_LIMIT].split("\n")
    text = "\n".join([*lines[:QUOTED_LINES], "…"] if len(lines) > QUOTED_LINES else lines)
    name = last.author.name if last.author else ""
    return Quote(f"{words.full(last.created_at)}, {name}:", text)


def _as_text(said: Reply) -> str:
    parts = [said.body.strip(), f"{said.author}\n{said.invitation}"]
    if said.asks:
        parts.insert(1, _("Did it help? Say so here: %(address)s") % {"address": said.address})
    if said.notice:
        parts.append(said.notice)
    parts.append(" · ".join([said.number, *said.facts]) + f"\n{said.address}")
    if said.quote:
        quoted = "\n".join(f"> {line}".rstrip() for line in said.quote.text.split("\n"))
        parts.append(f"{said.quote.attribution}\n{quoted}")
    return "\n\n".join(parts) + "\n"


def _address(letter: EmailMessage, delivery: Delivery, message: Message, mailbox: Mailbox, firm: str) -> None:
    """From a person by way of the mailbox; answers come to the mailbox with the mark of the request."""
    author = f"{message.author.name}, {firm}" if message.author else firm
    letter["From"] = formataddr((clean_line(author)[:120], sendable(mailbox.address)))
    recipient = delivery.recipient.name if delivery.recipient else ""
    letter["To"] = formataddr((clean_line(recipient)[:120], sendable(delivery.address)))
    if mailbox.takes_tags and delivery.identity_id:
        tagged = tokens.reply_address(sendable(mailbox.address), message.ticket_id, delivery.identity_id)
        letter["Reply-To"] = formataddr((firm, tagged))


def sendable(address: str) -> str:
    """The address with its domain as A-labels, so that any server takes it."""
    local, _at, domain = address.strip().rpartition("@")
    return f"{local}@{addresses.normalise_domain(domain)}"


def _place(letter: EmailMessage, message: Message, ticket: Ticket, mailbox: Mailbox) -> None:
    """Our id with its proof, and the ids of what it answers, so that both sides keep the thread."""
    letter["Message-ID"] = f"<{tokens.letter_id(ticket.pk, message.pk, mailbox.domain)}>"
    earlier = LetterId.objects.filter(message__ticket=ticket, message__lt=message.pk)
    chain = list(earlier.order_by("message", "id").values_list("value", "is_ours"))
    theirs = [value for value, is_ours in chain if not is_ours]
    if not chain:
        return
    letter["In-Reply-To"] = f"<{(theirs or [value for value, _ours in chain])[-1]}>"
    letter["References"] = " ".join(f"<{value}>" for value, _ours in chain[-REFERENCES:])
