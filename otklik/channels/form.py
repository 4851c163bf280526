"""The portal's form: stored first like everything that comes in, then read in the same request (F10).

A guest writes before anybody knows who they are: `keep` stores their words, `submit` makes them a request once they
have signed in.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from typing import Any, BinaryIO, TypedDict, Unpack

from django.db.models import Q
from django.utils.translation import gettext as _

from otklik.channels import receiving
from otklik.channels.models import Inbound, InboundState
from otklik.channels.registry import READERS
from otklik.kernel.files import clean_name, store
from otklik.kernel.killpoints import reach
from otklik.kernel.languages import detect
from otklik.kernel.text import clean, clean_line
from otklik.kernel.verbs import Refused, verb
from otklik.people.models import Organization, Person
from otklik.tickets.models import Attachment, Message, Ticket
from otklik.tickets.opening import open_ticket


class Wish(TypedDict, total=False):
    """What a form may say beside its text."""

    subject: str
    is_private: bool
    organization: Organization | None


def submit(*, by: Person, text: str, files: Sequence[Attachment] = (), once: str = "", **wish: Unpack[Wish]) -> Ticket:
    """Make a request; the same `once` again gives the same request (F12). Raises Refused when it says nothing."""
    return claim(keep(text=text, files=files, once=once, by=by, **wish), by=by)


def keep(
    *, text: str, files: Sequence[Attachment] = (), once: str = "", by: Person | None = None, **wish: Unpack[Wish]
) -> Inbound:
    """Store what a guest wrote until they say who they are. Raises Refused when it says nothing."""
    text = clean(text)
    if not text.strip() and not files:
        raise Refused("ticket.empty", _("Write what happened, or attach a file."))
    organization = wish.get("organization")
    said = {
        "text": text,
        "subject": clean_line(wish.get("subject", ""))[:255],
        "files": [file.pk for file in files],
        "is_private": wish.get("is_private", False),
        "organization": organization.pk if organization else None,
    }
    key = hashlib.sha256(f"{by.pk if by else ''}\0{once or secrets.token_hex(16)}".encode()).hexdigest()
    state = InboundState.RECEIVED if by else InboundState.WAITING
    inbound = receiving.store("form", key, read_here=True, content=said, person=by, state=state)
    reach("form.stored")
    return inbound


def hand_in(content: bytes | BinaryIO, name: str) -> Attachment:
    """A guest's file; it belongs to whoever claims what was written with it. Raises kernel.files.FileTooLarge."""
    return Attachment.objects.create(owner=None, file=store(content, name), name=clean_name(name))


def claim(inbound: Inbound, *, by: Person) -> Ticket:
    """Make the request of what was kept; the second time it is the same request."""
    _claim(inbound, by=by)
    inbound.refresh_from_db()
    if inbound.ticket is None:
        raise Refused("form.lost", _("This could not be made a request. Send it once more, please."))
    return inbound.ticket


def answer(ticket: Ticket, *, by: Person, text: str, files: Sequence[Attachment] = (), once: str = "") -> Message:
    """Say something in a request; the same `once` again is the same message (F12). Raises Refused when it is empty."""
    text = clean(text)
    if not text.strip() and not files:
        raise Refused("message.empty", _("Write something, or attach a file."))
    said = {"text": text, "files": [file.pk for file in files], "ticket": ticket.pk}
    key = hashlib.sha256(f"{by.pk}\0{once or secrets.token_hex(16)}".encode()).hexdigest()
    inbound = receiving.store("form", key, read_here=True, content=said, person=by)
    reach("form.stored")
    _claim(inbound, by=by)
    inbound.refresh_from_db()
    if inbound.message is None:
        raise Refused("form.lost", _("This could not be sent. Send it once more, please."))
    return inbound.message


@verb
def _claim(inbound: Inbound, *, by: Person) -> None:
    row = Inbound.objects.select_for_update().get(pk=inbound.pk)
    if row.state in (InboundState.WAITING, InboundState.RECEIVED) and row.person_id in (None, by.pk):
        row.person = by
        _open(row, by)
    reach("form.opened")


def _open(inbound: Inbound, by: Person) -> None:
    said = inbound.content or {}
    language = detect(said["text"], usual=by.language)
    if "ticket" in said:
        _say(inbound, said, by, language)
        return
    ticket = open_ticket(
        customer=by,
        body=said["text"],
        subject=said["subject"],
        channel="form",
        files=_theirs(said["files"], by),
        letter={"language": language} if language else {},
        is_private=said["is_private"],
        organization=Organization.objects.visible_to(by).filter(pk=said["organization"]).first(),
    )
    inbound.settle(InboundState.PROCESSED, message=ticket.last_public_message)


def _say(inbound: Inbound, said: dict[str, Any], by: Person, language: str | None) -> None:
    files = _theirs(said["files"], by)
    ticket = Ticket.objects.visible_to(by).get(pk=said["ticket"])
    letter = {"language": language} if language else {}
    message = ticket.write(by=by, body=said["text"], channel="portal", files=files, **letter)
    inbound.settle(InboundState.PROCESSED, message=message)


def _theirs(keys: list[int], by: Person) -> list[Attachment]:
    """Their own uploads, and those that they handed in before anybody knew them; never another one's."""
    handed = Attachment.objects.filter(Q(owner=None) | Q(owner=by), pk__in=keys, message=None)
    handed.update(owner=by)
    return list(handed.order_by("pk"))


def _read(inbound: Inbound) -> None:
    """What somebody sent, and a crash kept from becoming a request."""
    if inbound.person is not None:
        _claim(inbound, by=inbound.person)


READERS["form"] = _read
