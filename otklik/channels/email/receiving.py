"""A letter becomes a request, or a message in one (A2)."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from otklik.channels import receiving
from otklik.channels.email import believing, caps, parsing, quotes, seals, styles, threads, tokens
from otklik.channels.email.bounces import take_bounce, take_complaint
from otklik.channels.email.html import SANITISER_VERSION, clean
from otklik.channels.email.letters import Letter
from otklik.channels.email.models import LetterId, Mailbox
from otklik.channels.email.showing import folded
from otklik.channels.models import Inbound, InboundState
from otklik.channels.models.inbound import ATTEMPTS
from otklik.channels.registry import TooEarly
from otklik.kernel import clock, files, reading
from otklik.kernel.files import StoredFile
from otklik.kernel.killpoints import reach
from otklik.kernel.languages import detect
from otklik.kernel.text import clean_line
from otklik.kernel.verbs import Refused, verb
from otklik.people import identifying, rights
from otklik.people.models import Identity, Line, Person
from otklik.tickets.models import Attachment, Message
from otklik.tickets.opening import Letter as Written
from otklik.tickets.opening import open_ticket
from otklik.tickets.remarking import sort

if TYPE_CHECKING:
    from collections.abc import Sequence

    from otklik.channels.email.believing import Standing
    from otklik.channels.email.threads import Thread

LETTER_LIMIT = 100 * 2**20
BODY_LIMIT = 100_000
FULL_LIMIT = 300_000
NOTE_TAG = re.compile(r"\W{0,3}#(note|заметка|нотатка)\b[:.,]?[ \t]*\n?", re.IGNORECASE)
GLANCE = 4096
"""Bytes of the body that are looked at before a letter is stored: they may say how its head is written."""
END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_IS_MAILBOX = "SELECT EXISTS (SELECT FROM channels_mailbox WHERE upper(address) = upper(%s::text))"
Kept = tuple[StoredFile, str, str, bool]
"""A stored file, its name, its cid, whether it is shown inside of the letter."""


def receive(raw: bytes, mailbox: Mailbox | None, *, peer: str | None = None, helo: str = "") -> Inbound:
    """Store a letter, durably, before its server hears that we have it; a job reads it. Safe to call twice.

    `peer`, `helo`: the address of the server that brought it, and the name that it gave itself.
    """
    reach("receive.fetched")
    end = END_OF_HEAD.search(raw)
    head = parsing.read(raw[: min(end.end() + GLANCE if end else 2**18, 2**18)])
    known: dict[str, Any] = {"mailbox": mailbox, "subject": head.subject, "letter_id": head.message_id}
    known |= {"sender": head.sender.email[:320], "peer": peer, "helo": clean_line(helo)[:255]}
    key = dedupe_key(raw, head.message_id)
    inbound = _stored(raw, key, known)
    reach("receive.committed")
    return inbound


@verb
def _stored(raw: bytes, key: str, known: dict[str, Any]) -> Inbound:
    stored = files.store(raw, "letter.eml", limit=LETTER_LIMIT)
    reach("receive.stored")
    return receiving.store("email", key, raw=stored, **known)


def dedupe_key(raw: bytes, message_id: str) -> str:
    """Equal for two copies of one letter, whichever servers they came by: Message-ID and body (F10)."""
    end = END_OF_HEAD.search(raw)
    head, body = (raw[: end.start()], raw[end.end() :]) if end else (raw, b"")
    named = message_id.encode("utf-8", "replace") if message_id else _spoken_head(head)
    canonical = b"\n".join(line.rstrip() for line in body.splitlines()).rstrip()
    return hashlib.sha256(named + b"\0" + canonical).hexdigest()


def _spoken_head(head: bytes) -> bytes:
    """What tells a letter without id from another one: who, when, about what."""
    kept = [line for line in head.splitlines() if line.lower().startswith((b"from:", b"date:", b"subject:"))]
    return b"\n".join(sorted(kept))


def read(inbound: Inbound) -> None:
    """Make or continue a request from a stored letter. Raises Refused if a person must look at it."""
    raw = inbound.octets()
    letter = parsing.read(raw)
    reach("process.parsed")
    kept = _kept(letter, inbound)
    reach("process.filed")
    letter, standing = believing.judge(inbound, raw, letter)
    try:
        take(inbound, letter, kept, standing)
    except Exception:
        believing.keep(standing)  # whatever stopped it undid this as well, and a person will ask why
        raise


def _kept(letter: Letter, inbound: Inbound) -> list[Kept]:
    """The letter's files, stored. Where one is too large, or no words could be read, the raw letter goes with them."""
    kept: list[Kept] = []
    is_poor = bool(letter.trouble) or letter.sealed in seals.CLOSED
    for file in letter.files:
        if file.mime == "message/delivery-status" or not file.octets:
            continue
        try:
            stored = files.store(file.octets, file.name)
        except files.FileTooLarge:
            is_poor = True
            continue
        kept.append((stored, files.clean_name(file.name), file.cid, file.inline))
    if inbound.raw is not None and (is_poor or not (letter.text.strip() or kept)):
        kept.append((inbound.raw, "letter.eml", "", False))
    return kept


@verb
def take(inbound: Inbound, letter: Letter, kept: Sequence[Kept], standing: Standing) -> None:
    """The whole of what a letter does, in one transaction."""
    row = inbound.locked()
    if row is None:
        return
    believing.keep(standing)
    if _is_own(letter):
        row.settle(InboundState.DROPPED, reason="own_letter")
    elif letter.complaint is not None:
        take_complaint(row, letter, letter.complaint)
    elif letter.bounce is not None:
        take_bounce(row, letter, letter.bounce)
    else:
        _take_words(row, letter, kept, standing)
    reach("process.written")


def _take_words(row: Inbound, letter: Letter, kept: Sequence[Kept], standing: Standing) -> None:
    believing.hold(standing)
    message = _said(row, letter, kept, standing)
    if message is None:
        row.settle(InboundState.DROPPED, reason="colleague_is_away")
        return
    LetterId.note(letter.message_id, message)
    row.settle(InboundState.PROCESSED, message=message)


def _is_own(letter: Letter) -> bool:
    """A letter of ours that came back: answering it would begin a loop."""
    if letter.message_id and tokens.is_ours(letter.message_id):
        return True
    sender = letter.sender.email.lower()
    return bool(sender) and bool(reading.value(_IS_MAILBOX, [sender]))


def _said(inbound: Inbound, letter: Letter, kept: Sequence[Kept], standing: Standing) -> Message | None:
    if not letter.sender.email:
        raise Refused("letter.no_sender", _("The letter does not say who wrote it."))
    language = detect(letter.text) or (inbound.mailbox.language if inbound.mailbox else "")
    sender, identity = _sender(letter, language)
    language = detect(letter.text, usual=sender.language) or language
    with believing.unless_released(standing):
        caps.hold_flood(sender)
    thread = threads.find(letter, sender, is_forged=standing.is_forged)
    if thread is None:
        _wait_for_ancestors(inbound, letter)
    if sender.is_staff_member and thread is not None:
        return _by_colleague(letter, sender, thread, kept, standing)
    written = _written(letter, language)
    if thread is not None:
        said = _continued(letter, sender, thread, kept, written)
        sort(said.ticket, tags=standing.ruling.tags)
        return said
    with believing.unless_released(standing):
        caps.hold_new_requests(sender)
    line = standing.ruling.line or (inbound.mailbox.line if inbound.mailbox else None)
    said = _opened(line, letter, kept, sender, identity, written)
    sort(said.ticket, category=standing.ruling.category, tags=standing.ruling.tags)
    return said


def _continued(letter: Letter, sender: Person, thread: Thread, kept: Sequence[Kept], written: Written) -> Message:
    """A machine's words, and those of one who writes without end, are kept and nobody is told."""
    ticket, body, attached = thread.ticket, _body(letter), _attached(kept, sender)
    if letter.auto_submitted or caps.is_muted(ticket, sender):
        return ticket.overhear(by=sender, body=body, files=attached, channel="email")
    if thread.is_stranger:
        ticket.join(person=sender, is_flagged=True, sees_from=clock.now())
        written["is_flagged"] = True
    return ticket.write(by=sender, body=body, channel="email", files=attached, **written)


def _wait_for_ancestors(inbound: Inbound, letter: Letter) -> None:
    """Two letters of one conversation may be read at the same time: the answer waits for what it answers."""
    if not letter.ancestors or inbound.attempts >= ATTEMPTS:
        return
    if Inbound.objects.unread().filter(letter_id__in=letter.ancestors, pk__lt=inbound.pk).exists():
        raise TooEarly


def _sender(letter: Letter, language: str) -> tuple[Person, Identity]:
    name = clean_line(letter.sender.name)
    return identifying.known("email", letter.sender.email, name=name, channel="email", language=language or "ru")


def _opened(
    line: Line | None, letter: Letter, kept: Sequence[Kept], sender: Person, identity: Identity, written: Written
) -> Message:
    ticket = open_ticket(
        customer=sender,
        subject=letter.subject,
        body=_body(letter),
        channel="email",
        files=_attached(kept, sender),
        letter=written,
        reply_to=identity,
        line=line,
    )
    assert ticket.last_public_message is not None
    threads.note_resemblance(ticket, letter.subject)
    return ticket.last_public_message


def _by_colleague(
    letter: Letter, sender: Person, thread: Thread, kept: Sequence[Kept], standing: Standing
) -> Message | None:
    """A colleague who has proved who they are answers the customer, or notes with #note on top (B4).

    The mark of their own address proves enough for a note: it came by a letter to them, but letters are forwarded.
    """
    if letter.auto_submitted:
        return None
    ticket, attached, body = thread.ticket, _attached(kept, sender), _body(letter)
    tagged = NOTE_TAG.match(body)
    if standing.is_verified and tagged is None and sender.may(rights.REPLY):
        return ticket.reply(by=sender, body=body, files=attached, channel="email")
    if (standing.is_verified or _holds_own_mark(letter, sender)) and sender.may(rights.NOTE):
        return ticket.note(by=sender, body=body[tagged.end() :].strip() if tagged else body, files=attached)
    raise Refused("letter.colleague", _("A letter from a colleague's address that proves nothing."))


def _holds_own_mark(letter: Letter, sender: Person) -> bool:
    tags = [tokens.tag_in(address.email) for address in letter.recipients]
    own = set(sender.identities.values_list("id", flat=True))
    return any(tag and tag.identity_id in own for tag in tags)


def _written(letter: Letter, language: str) -> Written:
    return {
        "full_text": letter.text[:FULL_LIMIT],
        "html": clean(letter.html) if _is_forward(letter) else folded(letter.html),
        "sanitiser_version": SANITISER_VERSION,
        "language": language,
    }


def _body(letter: Letter) -> str:
    """The new words; a forwarded letter is kept whole; an invitation has its card, an empty letter its subject."""
    body = letter.text if _is_forward(letter) else quotes.strip_reply(letter.text, letter.html)
    if letter.sealed in seals.CLOSED:
        body = seals.without_armour(body)
    if letter.card and letter.card not in body:
        body = f"{body.strip()}\n\n{letter.card}"
    return body.strip()[:BODY_LIMIT] or letter.subject or "—"


def _is_forward(letter: Letter) -> bool:
    return bool(styles.FORWARD_SUBJECT.match(letter.subject))


def _attached(kept: Sequence[Kept], owner: Person) -> list[Attachment]:
    """Not saved yet: they go in with their message."""
    return [
        Attachment(owner=owner, file=stored, name=name, content_id=cid, is_inline=inline)
        for stored, name, cid, inline in kept
    ]
