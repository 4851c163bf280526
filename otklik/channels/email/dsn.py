"""Is a letter a bounce, and what does it say? (RFC 3464, RFC 6522; research: mail, §3.3)

Told by what a program leaves behind and people do not: each sign weighs something, and words alone are never enough,
since people ask about the bounces that they got, quote them and forward them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from otklik.channels.email import addresses, daemons
from otklik.channels.email.headers import Head

ENOUGH, LEAST = 6, 2
BODY = 20_000
LINE = 600
UNFOLDED = re.compile(r"\r?\n[ \t]+")
BLOCKS = re.compile(r"\n[ \t]*\r?\n")
FIELD = re.compile(r"^[ \t]{0,4}([A-Za-z][\w-]{2,60})\s?:[ \t]*(.{0,800})$", re.MULTILINE)
STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d]|\.\d)")
IN_REPLY = re.compile(r"(?<![\d.])[45]\d\d[ -]+[#(]?\s?([45]\.[0-7]\.\d{1,3})(?![\d]|\.\d)")
HASHED = re.compile(r"#([45]\.[0-7]\.\d{1,3})(?![\d]|\.\d)")
NAMED = re.compile(r"status[^\n\d]{0,20}([45]\.[0-7]\.\d{1,3})(?![\d]|\.\d)", re.IGNORECASE)
BARE = re.compile(r"(?<![\d.v])([45]\.[0-7]\.\d{1,3})(?![\d]|\.\d)")
REPLY = re.compile(r"(?:^|[\s:>(\"'\[])([45])[0-7]\d(?=[ -]|$)", re.MULTILINE)
MESSAGE_ID = re.compile(r"^[ \t>]{0,4}message-id:\s*<([^<>\s]{3,500})>", re.IGNORECASE | re.MULTILINE)
EMAIL = re.compile(r"[^\s<>;:,\"'()\[\]]{1,128}@[^\s<>;:,\"'()\[\]]{1,255}")
KIND = re.compile(r"report-type\s*=\s*\"?([\w-]+)", re.IGNORECASE)
SENT_BY = re.compile(r"qmail \d+ invoked (for bounce|from network)", re.IGNORECASE)


@dataclass(frozen=True)
class Bounce:
    """What a mail server says of a letter of ours: the address, action (failed, delayed…), status, our Message-ID."""

    recipient: str = ""
    action: str = "failed"
    status: str = ""
    diagnostic: str = ""
    message_id: str = ""


def bounce(head: Head, sender: str, subject: str, reports: Sequence[str], text: str, returned: str) -> Bounce | None:
    """What a bounce says, or None. `reports` are its delivery-status parts, `returned` the letter it gives back."""
    text = shortened(text)
    if _weight(head, sender, subject, reports, text, returned) < ENOUGH:
        return None
    spoken, quoted = _parted(text)
    said = _worst(_blocks(reports) or _blocks([text] if daemons.FIELDS.search(text) else []))
    action = said.get("action", "").split()[:1] or [_action(subject, spoken)]
    ours = MESSAGE_ID.search(returned[:50_000]) or MESSAGE_ID.search(quoted) or MESSAGE_ID.search(text)
    return Bounce(
        recipient=_recipient(head, said, spoken),
        action=action[0].lower()[:20],
        status=_status(said, spoken, subject),
        diagnostic=said.get("diagnostic-code", "")[:500] or _complaint(spoken),
        message_id=ours[1] if ours else said.get("original-message-id", "").strip("<> ")[:500],
    )


def shortened(text: str) -> str:
    """As much of a text as rules may look at: capped lines of a capped body."""
    return "\n".join(line[:LINE] for line in text[:BODY].splitlines())


def _weight(head: Head, sender: str, subject: str, reports: Sequence[str], text: str, returned: str) -> int:
    """How much speaks for a bounce; without signs that people cannot leave by writing, nothing does."""
    signs = _signs(head, sender, reports)
    if signs < LEAST or (daemons.ABSENT.match(subject) and not reports):
        return 0
    if any("action" in block or "final-recipient" in block for block in _blocks(reports)):
        return ENOUGH
    weight = signs + 3 * bool(daemons.SUBJECT.search(subject) or daemons.SENTENCE.search(subject))
    spoken, quoted = _parted(text)
    weight += 2 * bool(daemons.WORDS.search(spoken)) + bool(daemons.CODE_LINE.search(spoken))
    weight += 2 * bool(daemons.FIELDS.search(text)) + bool(quoted or returned)
    return weight - 4 * bool(daemons.ANSWER.match(subject))


def _signs(head: Head, sender: str, reports: Sequence[str]) -> int:
    kind = KIND.search(head.text("content-type"))
    is_report = "multipart/report" in head.text("content-type").lower()
    submitted = head.text("auto-submitted").lower()
    name = head.text("from").replace(sender, "")
    is_daemon = daemons.DAEMON_ADDRESS.search(sender) or daemons.DAEMON_NAME.search(name) or not sender
    return (
        (3 if is_daemon else bool(daemons.TITLE.search(name)))
        + 2 * (head.raw("return-path").strip() == b"<>")
        + 4 * bool(head.text("x-failed-recipients"))
        + 2 * bool(daemons.MAILERS.search(head.text("x-mailer")))
        + 4 * bool(reports)
        + (3 if is_report and (kind is None or kind[1].lower() == "delivery-status") else 0)
        + 3 * any(SENT_BY.search(value.decode("ascii", "replace")) for value in head.every("received")[:5])
        + bool(submitted and not submitted.startswith("no"))
    )


def _parted(text: str) -> tuple[str, str]:
    """What the server says, and the beginning of the letter that it quotes below."""
    found = daemons.RETURNED.search(text)
    return (text[: found.start()], text[found.start() :]) if found and found.start() > 20 else (text, "")


def _blocks(reports: Iterable[str]) -> list[dict[str, str]]:
    """The fields of each group, one a recipient; folded lines are joined."""
    groups = (group for report in reports for group in BLOCKS.split(UNFOLDED.sub(" ", report[:BODY])))
    found = ({name.lower(): value.strip() for name, value in reversed(FIELD.findall(group))} for group in groups)
    return [fields for fields in found if fields]


def _worst(blocks: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """The group of the recipient whom it reached least, with what is said of all of them."""
    order = ("failed", "delayed", "relayed", "expanded", "delivered")
    about = [block for block in blocks if {"final-recipient", "action", "status", "diagnostic-code"} & block.keys()]
    ranks = {word: place for place, word in enumerate(order)}
    worst = min(about, key=lambda block: ranks.get(block.get("action", "failed").lower(), 0), default={})
    shared = {key: value for block in blocks if block not in about for key, value in block.items()}
    return {**shared, **worst}


def _recipient(head: Head, said: Mapping[str, str], spoken: str) -> str:
    for told in (said.get("final-recipient", ""), said.get("original-recipient", ""), head.text("x-failed-recipients")):
        if found := EMAIL.search(told.partition(";")[2] or told):
            return found[0].rstrip(".")
    own = {one.email.lower() for name in ("to", "from", "cc") for one in addresses.read(head.raw(name), "")}
    named = (found.rstrip(".") for found in EMAIL.findall(spoken))
    return next((one for one in named if one.lower() not in own and not _is_daemon(one)), "")


def _is_daemon(address: str) -> bool:
    return bool(daemons.DAEMON_ADDRESS.match(address))


def _status(said: Mapping[str, str], spoken: str, subject: str) -> str:
    """The most exact code: x.y.0 means "other" (RFC 3463), so what the server itself said may say more."""
    stated = STATUS.search(said.get("status", ""))
    told = _code_in(said.get("diagnostic-code", ""))
    if stated is None:
        return told or _code_in(spoken) or _code_in(subject) or _meant(said.get("diagnostic-code", "") + "\n" + spoken)
    if stated[1].endswith(".0") and told and (not told.endswith(".0") or stated[1].endswith(".0.0")):
        return told
    if stated[1].endswith(".0.0"):
        more = _code_in(spoken)
        return more if more and more[0] == stated[1][0] and not more.endswith(".0") else stated[1]
    return stated[1]


def _code_in(text: str) -> str:
    for rule in (IN_REPLY, HASHED, NAMED, BARE):
        if found := rule.search(text):
            return found[1]
    return ""


def _meant(text: str) -> str:
    """The code for what is said in words only; a server's reply code says whether it is for good."""
    status = next((code for code, words in daemons.MEANINGS if words.search(text)), "")
    reply = REPLY.search(text)
    if not status:
        return f"{reply[1]}.0.0" if reply else ""
    return reply[1] + status[1:] if reply else status


def _action(subject: str, spoken: str) -> str:
    words = subject + "\n" + spoken[:3000]
    return "delayed" if daemons.DELAY.search(words) and not daemons.EXPIRED.search(words) else "failed"


def _complaint(spoken: str) -> str:
    """The line in which the other server says why."""
    return next((line for line in _lines(spoken) if daemons.CODE_LINE.search(line)), "")[:500]


def _lines(text: str) -> Iterator[str]:
    return (line.strip() for line in text.splitlines() if line.strip())


@dataclass(frozen=True)
class Complaint:
    """What a provider says of a letter of ours that its reader called spam (RFC 5965): whose it was, our Message-ID."""

    recipient: str = ""
    kind: str = "abuse"
    message_id: str = ""


def complaint(
    head: Head, sender: str, subject: str, reports: Sequence[str], text: str, returned: str
) -> Complaint | None:
    """What a complaint says, or None. `reports` are its feedback-report parts. It is asked before a bounce."""
    kind = KIND.search(head.text("content-type"))
    is_stated = bool(reports) or (kind is not None and kind[1].lower() == "feedback-report")
    if not is_stated and not (daemons.FEEDBACK.search(subject) and daemons.FEEDBACK_SENDER.search(sender)):
        return None
    said = {key: value for block in reversed(_blocks(reports)) for key, value in block.items()}
    told = (
        said.get("original-rcpt-to", "") or said.get("removal-recipient", "") or head.text("x-hmxmroriginalrecipient")
    )
    whose, ours = EMAIL.search(told), MESSAGE_ID.search(returned[:50_000]) or MESSAGE_ID.search(shortened(text))
    return Complaint(
        recipient=whose[0] if whose else "",
        kind=said.get("feedback-type", "abuse").lower()[:20],
        message_id=ours[1] if ours else "",
    )
