"""POP3: what is on the server and not with us yet, by unique ids (RFC 1939); nothing is deleted before it is ours."""

from __future__ import annotations

import base64
import poplib
import ssl
from collections.abc import Iterator
from datetime import UTC, timedelta
from email.parser import Parser
from email.policy import compat32
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from otklik.channels.email import receiving
from otklik.channels.email.models import PopLetter
from otklik.channels.receiving import store
from otklik.kernel import clock
from otklik.kernel.killpoints import reach

if TYPE_CHECKING:
    from otklik.channels.email.models import Mailbox

poplib._MAXLINE = 1_000_000  # type: ignore[attr-defined]  # the standard library's 2048 is shorter than real letters' lines


class Unwelcome(poplib.error_proto):
    """The server does not let us in."""


def opened(mailbox: Mailbox, patience: float) -> poplib.POP3:
    """A session, signed in. Raises OSError, poplib.error_proto, Unwelcome."""
    context = ssl.create_default_context()
    if mailbox.imap_security == "tls":
        session: poplib.POP3 = poplib.POP3_SSL(mailbox.imap_host, mailbox.imap_port, timeout=patience, context=context)
    else:
        session = poplib.POP3(mailbox.imap_host, mailbox.imap_port, timeout=patience)
    try:
        if mailbox.imap_security == "starttls":
            session.stls(context)
        _sign_in(session, mailbox)
    except BaseException:
        session.close()
        raise
    return session


def _sign_in(session: poplib.POP3, mailbox: Mailbox) -> None:
    access = mailbox.leave
    user = mailbox.imap_user or mailbox.address
    token = access.token(mailbox.imap_host, mailbox.imap_security) if access else ""
    try:
        if access is None:
            session.user(_line(user))
            session.pass_(_line(mailbox.imap_password))
        else:
            said = base64.b64encode(f"user={user}\1auth=Bearer {token}\1\1".encode()).decode()
            session._shortcmd(f"AUTH XOAUTH2 {said}")  # type: ignore[attr-defined]
    except poplib.error_proto as refusal:
        if access is not None:
            access.distrust(token)
        raise Unwelcome(*refusal.args) from refusal


def _line(value: str) -> str:
    """What stands in a command may not end it."""
    if not value.isprintable():
        raise Unwelcome("a line break in the name or the password")
    return value


def take(mailbox: Mailbox, session: poplib.POP3) -> Iterator[str]:
    """Store each letter that is not ours yet; yields its unique id when it is. Deletions happen at QUIT."""
    known = dict(PopLetter.objects.filter(mailbox=mailbox).values_list("uidl", "stored_at"))
    present = dict(_listed(session))
    for uidl, number in present.items():
        if uidl not in known:
            _store(mailbox, session, number, uidl)
            reach("receive.flagged")
            yield uidl
    _forget_gone(mailbox, known.keys() - present.keys())
    _clear(mailbox, session, present)


def _listed(session: poplib.POP3) -> Iterator[tuple[str, int]]:
    for line in session.uidl()[1]:
        number, _space, uidl = line.decode("ascii", "replace").partition(" ")
        if number.isdecimal() and uidl.strip():
            yield uidl.strip()[:100], int(number)


def _store(mailbox: Mailbox, session: poplib.POP3, number: int, uidl: str) -> None:
    """One letter, committed, then its id: killed in between, the letter is known by its key (F10)."""
    size = int(bytes(session.list(number)).split()[2])  # type: ignore[arg-type]  # typeshed knows LIST without a number
    if size > receiving.LETTER_LIMIT:
        store("email", f"unseen.{mailbox.pk}.pop.{uidl}"[:140], mailbox=mailbox).park("too_large", f"{size} bytes")
    elif not _is_old(mailbox, session, number):
        lines = session.retr(number)[1]
        receiving.receive(b"\r\n".join(lines) + b"\r\n", mailbox)
    PopLetter.objects.get_or_create(mailbox=mailbox, uidl=uidl, defaults={"stored_at": clock.now()})


def _is_old(mailbox: Mailbox, session: poplib.POP3, number: int) -> bool:
    """Whether it came before the mailbox's beginning, by its newest `Received`; one that does not say so is new."""
    head = Parser(policy=compat32).parsestr(b"\n".join(session.top(number, 0)[1]).decode("ascii", "replace"))
    try:
        at = parsedate_to_datetime(str(head.get("Received", "")).rpartition(";")[2].strip())
    except (ValueError, TypeError):
        return False
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return at.date() < mailbox.since - timedelta(days=1)


def _forget_gone(mailbox: Mailbox, gone: set[str]) -> None:
    """Ids of letters that are not on the server any more."""
    if gone:
        PopLetter.objects.filter(mailbox=mailbox, uidl__in=gone).delete()


def _clear(mailbox: Mailbox, session: poplib.POP3, present: dict[str, int]) -> None:
    """Delete from the server what has been ours for as long as the mailbox says."""
    if mailbox.keep_days is None:
        return
    before = clock.now() - timedelta(days=mailbox.keep_days)
    ours = PopLetter.objects.filter(mailbox=mailbox, stored_at__lte=before, uidl__in=list(present))
    for uidl in ours.values_list("uidl", flat=True):
        session.dele(present[uidl])
