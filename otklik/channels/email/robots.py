"""Is a letter written by a machine, and is it a bounce? (research: mail, §3.2 and §3.3)

Bounces are told first: Postfix marks its bounces as automatic replies.
"""

import re
from dataclasses import dataclass

from otklik.channels.email.headers import Head

MARKS = (
    "x-autoreply",
    "x-autorespond",
    "x-autoresponder",
    "x-auto-response",
    "x-mail-autoreply",
    "x-vacation",
    "list-id",
    "list-unsubscribe",
    "list-post",
    "x-ms-exchange-inbox-rules-loop",
    "x-loop",
)
ROBOT_SENDER = re.compile(r"^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)([+\-_.].*)?@", re.IGNORECASE)
DAEMON = re.compile(r"^(mailer-daemon|postmaster|mail-?daemon)\b|mail delivery (sub)?system", re.IGNORECASE)
ABSENT = re.compile(
    r"^\W*(re:\s*)?(автоматический ответ|автоответ|вне офиса|автоматична відповідь|out of (the )?office|"
    r"automatic reply|auto(matic)?[- ]?(reply|response)|abwesenheit)",
    re.IGNORECASE,
)
RETURNED = re.compile(
    r"undeliver|returned mail|failure notice|delivery (status|failure|has failed|incomplete)|mail delivery failed|"
    r"delivery delayed|не доставлено|недоставлен|не удалось доставить|не вдалося доставити",
    re.IGNORECASE,
)
STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
FIELD = re.compile(r"^([\w-]{2,60})\s?:\s?(.{0,500})$", re.MULTILINE)
MESSAGE_ID = re.compile(r"^message-id:\s*<([^<>\s]{3,500})>", re.IGNORECASE | re.MULTILINE)
EMAIL = re.compile(r"[^\s<>;\"]{1,128}@[^\s<>;\"]{1,255}")


@dataclass(frozen=True)
class Bounce:
    """What a mail server says of a letter of ours: the address, action (failed, delayed…), status, our Message-ID."""

    recipient: str = ""
    action: str = "failed"
    status: str = ""
    diagnostic: str = ""
    message_id: str = ""


def is_automatic(head: Head, sender: str, subject: str) -> bool:
    """Whether a machine wrote it."""
    submitted = head.text("auto-submitted").lower()
    bulk = {head.text("precedence").lower(), head.text("x-precedence").lower()}
    return (
        bool(submitted and not submitted.startswith("no"))
        or bool(bulk & {"bulk", "junk", "list", "auto_reply"})
        or any(name in head.fields for name in MARKS)
        or head.raw("return-path") == b"<>"
        or bool(ROBOT_SENDER.match(sender) or ABSENT.match(subject))
        or "disposition-notification" in head.text("content-type").lower()
    )


def bounce(head: Head, sender: str, subject: str, reports: list[str], text: str, returned: str) -> Bounce | None:
    """What a bounce says, or None. `reports` are its delivery-status parts, `returned` the letter it gives back."""
    stated = head.text("content-type").lower()
    if not reports and "report-type=delivery-status" not in stated.replace('"', "").replace(" ", ""):
        from_daemon = bool(DAEMON.search(sender)) or head.raw("return-path") == b"<>"
        if not (from_daemon and (RETURNED.search(subject) or RETURNED.search(text[:2000]))):
            return None
    fields = {name.lower(): value.strip() for report in reports for name, value in FIELD.findall(report[:20000])}
    spot = EMAIL.search(fields.get("final-recipient", "") or fields.get("original-recipient", ""))
    failed = EMAIL.search(head.text("x-failed-recipients"))
    told = fields.get("status", "") or (STATUS.search(text[:5000]) or [""])[0]
    ours = MESSAGE_ID.search(returned[:50000]) or MESSAGE_ID.search(text[:50000])
    return Bounce(
        recipient=(spot or failed or [""])[0],
        action=fields.get("action", "failed").lower(),
        status=(STATUS.search(told) or [""])[0],
        diagnostic=fields.get("diagnostic-code", "")[:500],
        message_id=ours[1] if ours else fields.get("original-message-id", "").strip("<> "),
    )
