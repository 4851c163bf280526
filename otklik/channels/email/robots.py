"""Is a letter written by a machine? (research: mail, §3.2)

Bounces are told first: Postfix marks its bounces as automatic replies.
"""

import re

from otklik.channels.email.daemons import ABSENT
from otklik.channels.email.dsn import Bounce, Complaint, bounce, complaint
from otklik.channels.email.headers import Head

__all__ = ["Bounce", "Complaint", "bounce", "complaint", "is_automatic"]

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
