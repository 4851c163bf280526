"""Sending services that take letters by HTTP (A2): Mailgun takes our exact bytes, Postmark a letter's parts.

Postmark has no interface for a whole letter (F11's "same bytes" is then "same parts"): django-anymail tells it subject,
texts, files and headers, with our Message-ID. Nothing that would watch the reader is switched on.
"""

from __future__ import annotations

import json
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

import urllib3
from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from django.core.mail import EmailMultiAlternatives, get_connection

from otklik.channels.email.smtp import MailboxTrouble
from otklik.channels.models import Delivery
from otklik.channels.registry import Delayed, Undeliverable
from otklik.kernel import signing
from otklik.kernel.killpoints import reach

if TYPE_CHECKING:
    from otklik.channels.email.models import Mailbox

REPORTS = "mail.reports"
PATIENCE = 30.0
"""Seconds for which a service may be silent."""
MAILGUN = "https://api.mailgun.net/v3"
MOST = {"mailgun": 25 * 2**20, "postmark": 10 * 2**20}
"""Bytes of a letter that each takes."""
KEPT = ("Message-ID", "In-Reply-To", "References", "Auto-Submitted", "X-Auto-Response-Suppress")
BOUNCED = {"bounced", "rejected"}
"""What anymail calls a letter that will not arrive; `deferred` may still."""


def send(mailbox: Mailbox, address: str, octets: bytes, *, delivery: int) -> None:
    """Return when the service has taken the letter. Raises MailboxTrouble, Delayed, Undeliverable."""
    limit = MOST[mailbox.provider]
    if len(octets) > limit:
        raise Undeliverable("too_large", f"{len(octets)} > {limit}")
    reach("deliver.connected")
    if mailbox.provider == "mailgun":
        _send_raw(mailbox, address, octets, delivery)
    else:
        _send_parts(mailbox, address, octets, delivery)


def proof_for(mailbox: Mailbox) -> str:
    """What the address of a service's reports holds, so that nobody else can report."""
    return signing.mark(REPORTS, mailbox.pk)


def reporting(pk: int, proof: str) -> Mailbox | None:
    """The mailbox whose service calls with that proof."""
    from otklik.channels.email.models import Mailbox

    known = Mailbox.objects.exclude(provider="").filter(pk=pk)
    return known.first() if signing.is_marked(REPORTS, pk, proof) else None


def note(mailbox: Mailbox, delivery: int, happened: str, why: str) -> None:
    """What a service says of a delivery afterwards; only of one that this mailbox has sent."""
    if happened in BOUNCED:
        for row in Delivery.objects.filter(pk=delivery, mailbox=mailbox):
            row.bounce("bounced", why)


def _send_raw(mailbox: Mailbox, address: str, octets: bytes, delivery: int) -> None:
    """Mailgun's endpoint for MIME: what leaves is what we have stored."""
    url = f"{mailbox.provider_url.rstrip('/') or MAILGUN}/{mailbox.domain}/messages.mime"
    fields: dict[str, str | bytes | tuple[str, str | bytes] | tuple[str, str | bytes, str]] = {
        "to": address,
        "message": ("letter.eml", octets, "message/rfc822"),
        "v:delivery": str(delivery),
        "o:tracking": "no",
    }
    headers = urllib3.make_headers(basic_auth=f"api:{mailbox.provider_token}")
    try:
        with urllib3.PoolManager(timeout=PATIENCE, retries=False) as pool:
            answer = pool.request("POST", url, fields=fields, headers=headers, redirect=False)
    except (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError) as trouble:
        raise MailboxTrouble("connection_refused", str(trouble)[:300]) from trouble
    except urllib3.exceptions.HTTPError as trouble:
        raise Delayed("connection_lost", str(trouble)[:300], doubtful=True) from trouble
    _judge(answer.status, _said(answer.data))


def _said(body: bytes) -> str:
    """The words of an answer in JSON, or the answer."""
    try:
        told = json.loads(body)
    except ValueError:
        told = None
    words = told.get("message") or told.get("Message") if isinstance(told, dict) else None
    return str(words or body[:300].decode("utf-8", "replace"))[:300]


def _judge(status: int | None, said: str) -> None:
    """What an answer means for the letter: taken, later, never, or nothing to do with the letter."""
    text = f"{status} {said}"
    if status is not None and 200 <= status < 300:
        return
    if status in (401, 403, 404):
        raise MailboxTrouble("auth", text)
    if status is None or status == 429 or status >= 500:
        raise Delayed("refused_for_now", text, doubtful=status is None)
    raise Undeliverable("provider", text)


def _send_parts(mailbox: Mailbox, address: str, octets: bytes, delivery: int) -> None:
    message = _parts(mailbox, address, octets, delivery)
    try:
        with _connection(mailbox) as connection:
            connection.send_messages([message])
    except AnymailRecipientsRefused as refusal:
        raise Undeliverable("provider", str(refusal)[:2000]) from refusal
    except AnymailAPIError as trouble:
        answer: Any = getattr(trouble, "response", None)
        said = _said(answer.content) if answer is not None else str(trouble)[:300]
        _judge(trouble.status_code, said)
        raise Delayed("protocol", said, doubtful=True) from trouble
    except AnymailError as trouble:
        raise Undeliverable("provider", str(trouble)[:2000]) from trouble


def _connection(mailbox: Mailbox) -> Any:
    known: dict[str, Any] = {"timeout": PATIENCE, "server_token": mailbox.provider_token}
    if mailbox.provider_url:
        known["api_url"] = mailbox.provider_url
    return get_connection("anymail.backends.postmark.EmailBackend", **known)


def _parts(mailbox: Mailbox, address: str, octets: bytes, delivery: int) -> EmailMultiAlternatives:
    """The stored letter as its parts."""
    letter = message_from_bytes(octets, _class=EmailMessage, policy=policy.default)
    text, html = letter.get_body(("plain",)), letter.get_body(("html",))
    message = EmailMultiAlternatives(
        subject=str(letter["Subject"] or ""),
        body=str(text.get_content()) if text else "",
        from_email=str(letter["From"]),
        to=[str(letter["To"])],
        reply_to=[str(letter["Reply-To"])] if letter["Reply-To"] else None,
        headers={name: str(letter[name]) for name in KEPT if letter[name]},
    )
    message.extra_headers["X-PM-KeepID"] = "true"
    if html:
        message.attach_alternative(str(html.get_content()), "text/html")
    for part in letter.iter_attachments():
        content = part.get_payload(decode=True)
        message.attach(part.get_filename() or "file", content, part.get_content_type())
    message.metadata = {"delivery": str(delivery)}  # type: ignore[attr-defined]  # anymail's own
    message.track_opens = message.track_clicks = False  # type: ignore[attr-defined]
    return message
