"""From the bytes of a letter to what it says. Structure by the standard library, everything else our own: a broken or
hostile letter gives a poorer `Letter`, never an exception (research: mail, §1)."""

import email
import email.utils
import re
from datetime import UTC, datetime
from email.message import Message as Mime
from email.policy import compat32
from typing import Any

from otklik.channels.email import addresses, charsets, headers, robots
from otklik.channels.email.addresses import Address
from otklik.channels.email.contents import gather
from otklik.channels.email.headers import Head
from otklik.channels.email.letters import Letter
from otklik.channels.email.lines import to_text
from otklik.channels.email.parts import Part, leaves

LETTER_LIMIT = 50 * 2**20
SUBJECT_LIMIT = 255
ENVELOPE = ("delivered-to", "x-original-to", "envelope-to", "x-forwarded-to", "x-envelope-to")
BOUNDARY = re.compile(rb"^--([^\s\"]{1,70})[ \t]*\r?\nContent-", re.MULTILINE | re.IGNORECASE)
MESSAGE_ID = re.compile(r"<\s*([^<>\s]{1,500})\s*>")
REPORTS = {"message/delivery-status", "message/xdelivery-status", "message/global-delivery-status"}
RETURNED = {
    "message/rfc822",
    "message/global",
    "text/rfc822-headers",
    "message/rfc822-headers",
    "message/global-headers",
}


def parse(raw: bytes) -> dict[str, Any]:
    """What a letter says, as plain values: the shape by which parsers are compared."""
    letter = read(raw)
    bounce = letter.bounce
    return {
        "subject": letter.subject,
        "from_addr": letter.sender.email,
        "from_name": letter.sender.name,
        "to": [address.email for address in letter.to],
        "cc": [address.email for address in letter.cc],
        "message_id": letter.message_id,
        "in_reply_to": letter.in_reply_to,
        "references": letter.references,
        "text": letter.text,
        "html": letter.html,
        "attachments": [(file.name, file.mime, len(file.octets)) for file in letter.files],
        "auto_submitted": letter.auto_submitted,
        "bounce": vars(bounce) if bounce else None,
    }


def read(raw: bytes) -> Letter:
    """The letter that `raw` is. `trouble` says what could not be read, and then the text is the raw letter's."""
    if len(raw) > LETTER_LIMIT:
        return _unreadable(headers.mend(raw[: 2**20]), "too_large")
    raw = headers.mend(raw)
    try:
        return _read(raw)
    except Exception as error:
        return _unreadable(raw, type(error).__name__)


def _read(raw: bytes) -> Letter:
    tree = _tree(raw)
    head, parts = Head.of(tree), list(leaves(tree))
    charset = next((part.parameters["charset"] for part in parts if part.parameters.get("charset")), "")
    subject = head.text("subject", charset)[:SUBJECT_LIMIT]
    sender = _sender(head, charset)
    contents = gather(parts)
    html = contents.html
    text = contents.text or to_text(html)
    complaint = _complaint(head, sender.email, subject, parts, text)
    returned = None if complaint else _bounce(head, sender.email, subject, parts, text)
    return Letter(
        subject=subject,
        sender=sender,
        reply_to=_listed(head, "reply-to", charset),
        to=_listed(head, "to", charset),
        cc=_listed(head, "cc", charset),
        envelope=[address for name in ENVELOPE for address in _listed(head, name, charset)],
        message_id=_ids(head, "message-id", 1),
        in_reply_to=_ids(head, "in-reply-to", 1),
        references=_ids(head, "references").split(),
        date=_date(head),
        text=text or contents.card,
        html=html,
        files=contents.files,
        card=contents.card,
        sealed=contents.sealed,
        auto_submitted=complaint is not None or (returned is None and robots.is_automatic(head, sender.email, subject)),
        bounce=returned,
        complaint=complaint,
    )


def _tree(raw: bytes) -> Mime:
    """The parts of a letter. A boundary that is never met is replaced by the one that stands there."""
    tree = email.message_from_bytes(raw, policy=compat32)
    if tree.get_content_maintype() == "multipart" and not tree.is_multipart():
        head, _, body = raw.partition(b"\n\n")
        met = BOUNDARY.search(body[:20_000])
        if met:
            other = re.sub(rb"(?im)^content-type:[^\n]*(?:\n[ \t][^\n]*)*\n?", b"", head + b"\n").strip(b"\n")
            kind = tree.get_content_subtype().encode("ascii", "replace")
            stated = b'\nContent-Type: multipart/%s; boundary="%s"\n\n' % (kind, met[1])
            return email.message_from_bytes(other + stated + body, policy=compat32)
    return tree


def _unreadable(raw: bytes, trouble: str) -> Letter:
    head, _, body = raw.partition(b"\n\n")
    fields = [line.partition(b":") for line in head.split(b"\n") if b":" in line and line[:1] not in b" \t"]
    known = Head((name.decode("ascii", "replace"), value) for name, _, value in fields)
    return Letter(
        subject=known.text("subject")[:SUBJECT_LIMIT],
        sender=_sender(known, ""),
        to=_listed(known, "to", ""),
        message_id=_ids(known, "message-id", 1),
        text=charsets.to_text(body[:100_000]),
        auto_submitted=True,
        trouble=trouble,
    )


def _listed(head: Head, name: str, charset: str) -> list[Address]:
    return [address for value in head.every(name)[:20] for address in addresses.read(value, charset)]


def _sender(head: Head, charset: str) -> Address:
    for name in ("from", "sender", "reply-to", "return-path"):
        if found := _listed(head, name, charset):
            return found[0]
    return Address("")


def _ids(head: Head, name: str, limit: int = 100) -> str:
    """Message ids of a field, separated by spaces."""
    value = head.text(name)
    found = MESSAGE_ID.findall(value) or ([value.split()[0]] if value and "@" in value.split()[0] else [])
    return " ".join(found[-limit:] if limit > 1 else found[:1])


def _date(head: Head) -> datetime | None:
    try:
        stated = email.utils.parsedate_to_datetime(head.text("date"))
        return (stated if stated.tzinfo else stated.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _bounce(head: Head, sender: str, subject: str, parts: list[Part], text: str) -> robots.Bounce | None:
    reports = [_plain(part) for part in parts if part.mime in REPORTS]
    return robots.bounce(head, sender, subject, reports, text, _returned(parts))


def _complaint(head: Head, sender: str, subject: str, parts: list[Part], text: str) -> robots.Complaint | None:
    reports = [_plain(part) for part in parts if part.mime == "message/feedback-report"]
    return robots.complaint(head, sender, subject, reports, text, _returned(parts))


def _returned(parts: list[Part]) -> str:
    return "\n".join(_plain(part) for part in parts if part.mime in RETURNED)


def _plain(part: Part) -> str:
    return charsets.to_text(part.octets()[:50_000])
