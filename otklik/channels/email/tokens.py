"""Proof that a letter answers one of ours: in the address to reply to, and in our Message-IDs (research: mail, §3.1).

`support+t4812.77.ak3f…@prichal.example` is the mark of request 4812 for address 77; `<t.4812.90333.ak3f…@…>` the id of
message 90333; `support+b311.ak3f…@prichal.example` the envelope sender of delivery 311, to which bounces return (VERP).
A proof that does not fit counts as nothing.
"""

import re
from dataclasses import dataclass

from otklik.kernel import signing

ADDRESS, LETTER, NOTICE, BOUNCE = "mail.address", "mail.letter", "mail.notice", "mail.bounce"
TAG = re.compile(r"\+t(\d{1,18})\.(\d{1,18})\.([a-z0-9]{17,40})@")
LETTER_ID = re.compile(r"t\.(\d{1,18})\.(\d{1,18})\.([a-z0-9]{17,40})@")
NOTICE_ID = re.compile(r"n\.(\d{1,18})\.([a-z0-9]{17,40})@")
BOUNCE_TAG = re.compile(r"\+b(\d{1,18})\.([a-z0-9]{17,40})@")
LONGEST_LOCAL = 64


@dataclass(frozen=True)
class Tag:
    """What a reply address proves: the request, and the address that it was written to."""

    ticket_id: int
    identity_id: int


def reply_address(base: str, ticket_id: int, identity_id: int) -> str:
    """`base` with the mark of the request for one recipient; `base` itself where that would be too long (RFC 5321)."""
    local, _, domain = base.rpartition("@")
    proof = signing.mark(ADDRESS, f"{ticket_id}.{identity_id}")
    tagged = f"{local}+t{ticket_id}.{identity_id}.{proof}"
    return f"{tagged}@{domain}" if len(tagged.encode()) <= LONGEST_LOCAL else base


def tag_in(address: str) -> Tag | None:
    """The valid mark in an address that a letter was sent to, or None."""
    found = TAG.search(address.lower())
    if not found or not signing.is_marked(ADDRESS, f"{found[1]}.{found[2]}", found[3]):
        return None
    return Tag(int(found[1]), int(found[2]))


def bounce_address(base: str, delivery_id: int) -> str:
    """The envelope sender of a delivery, to which bounces return; `base` itself where it would be too long."""
    local, _, domain = base.rpartition("@")
    tagged = f"{local}+b{delivery_id}.{signing.mark(BOUNCE, delivery_id)}"
    return f"{tagged}@{domain}" if len(tagged.encode()) <= LONGEST_LOCAL else base


def bounced_delivery(address: str) -> int | None:
    """The delivery whose envelope sender `address` is, or None: not ours, or without valid proof."""
    found = BOUNCE_TAG.search(address.lower())
    return int(found[1]) if found and signing.is_marked(BOUNCE, found[1], found[2]) else None


def letter_id(ticket_id: int, message_id: int, domain: str) -> str:
    """The Message-ID, without angle brackets, of the letter that a message becomes."""
    proof = signing.mark(LETTER, f"{ticket_id}.{message_id}")
    return f"t.{ticket_id}.{message_id}.{proof}@{domain}"


def message_in(value: str) -> int | None:
    """The message that a Message-ID of ours names, or None: not ours, or without valid proof."""
    found = LETTER_ID.match(value.lower())
    if not found or not signing.is_marked(LETTER, f"{found[1]}.{found[2]}", found[3]):
        return None
    return int(found[2])


def notice_id(delivery_id: int, domain: str) -> str:
    """The Message-ID of a letter of the house: a code, a notice."""
    return f"n.{delivery_id}.{signing.mark(NOTICE, delivery_id)}@{domain}"


def delivery_in(value: str) -> int | None:
    """The delivery that such an id names, or None."""
    found = NOTICE_ID.match(value.lower())
    return int(found[1]) if found and signing.is_marked(NOTICE, found[1], found[2]) else None


def is_ours(value: str) -> bool:
    """Whether we wrote the letter with that id."""
    return message_in(value) is not None or delivery_in(value) is not None
