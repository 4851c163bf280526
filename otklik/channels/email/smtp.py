"""One letter to one address by SMTP, and what the server's answers mean (RFC 5321, RFC 3463)."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from otklik.channels.email.oauth import NoToken
from otklik.channels.registry import Delayed, Undeliverable
from otklik.kernel.killpoints import reach

if TYPE_CHECKING:
    from otklik.channels.email.models import Mailbox

GREETING = 15.0
"""Seconds within which a server must answer the door."""
PATIENCE = 60.0
"""Seconds for which it may be silent later (RFC 5321 asks for minutes; a worker's thread costs more)."""


class MailboxTrouble(Delayed):
    """Nothing is wrong with the letter: the mailbox's server is away, or does not let us in."""


@contextmanager
def signed_in(mailbox: Mailbox, patience: float = GREETING) -> Iterator[smtplib.SMTP]:
    """A connection on which letters may be sent. Raises OSError, ssl.SSLError, smtplib.SMTPException."""
    context = ssl.create_default_context()
    if mailbox.smtp_security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            mailbox.smtp_host, mailbox.smtp_port, timeout=patience, context=context, local_hostname=mailbox.domain
        )
    else:
        server = smtplib.SMTP(mailbox.smtp_host, mailbox.smtp_port, timeout=patience, local_hostname=mailbox.domain)
    try:
        if mailbox.smtp_security == "starttls":
            server.starttls(context=context)
        server.ehlo_or_helo_if_needed()
        _sign_in(server, mailbox)
        yield server
        with suppress(smtplib.SMTPException, OSError):
            server.quit()
    finally:
        server.close()


def _sign_in(server: smtplib.SMTP, mailbox: Mailbox) -> None:
    """By a token where the mailbox has one (XOAUTH2), else by its password, else not at all."""
    access = mailbox.leave
    if access is None:
        if mailbox.smtp_user:
            server.login(mailbox.smtp_user, mailbox.smtp_password)
        return
    token = access.token(mailbox.smtp_host, mailbox.smtp_security)
    said = f"user={mailbox.smtp_user or mailbox.address}\1auth=Bearer {token}\1\1"
    try:
        server.auth("XOAUTH2", lambda challenge=None: said if challenge is None else "")
    except smtplib.SMTPAuthenticationError:
        access.distrust(token)
        raise


def send(mailbox: Mailbox, address: str, octets: bytes, *, sender: str = "") -> None:
    """Return when the server has taken the letter; `sender` is where it bounces to, if not to the mailbox.

    Raises MailboxTrouble, Delayed, Undeliverable.
    """
    try:
        with signed_in(mailbox) as server:
            reach("deliver.connected")
            if server.sock:
                server.sock.settimeout(PATIENCE)
            note_size(mailbox, server)
            _hand_over(server, sender or mailbox.address, address, octets)
    except (smtplib.SMTPException, OSError) as trouble:
        raise MailboxTrouble(*reason_of(trouble)) from trouble


def note_size(mailbox: Mailbox, server: smtplib.SMTP) -> None:
    """Remember the largest letter that the server takes (RFC 1870), so that the composer knows it beforehand."""
    said = server.esmtp_features.get("size", "")
    limit = int(said) if said.isdecimal() and 0 < int(said) < 2**62 else None
    if limit != mailbox.size_limit and mailbox.pk:
        mailbox.size_limit = limit
        type(mailbox)._default_manager.filter(pk=mailbox.pk).update(size_limit=limit)


def _hand_over(server: smtplib.SMTP, sender: str, address: str, octets: bytes) -> None:
    limit = server.esmtp_features.get("size", "")
    if limit.isdigit() and 0 < int(limit) < len(octets):
        raise Undeliverable("too_large", f"{len(octets)} > {limit}")
    unicode_too = [] if f"{sender}{address}".isascii() else ["SMTPUTF8"]
    if unicode_too and not server.has_extn("smtputf8"):
        raise Undeliverable("unicode_address")
    _expect(*server.mail(sender, [*unicode_too, f"size={len(octets)}"] if limit else unicode_too), sender_refused=True)
    _expect(*server.rcpt(address))
    _transmit(server, octets)


def _transmit(server: smtplib.SMTP, octets: bytes) -> None:
    """From here on a broken connection leaves a doubt: the server may have taken the letter (RFC 5321 §4.5.5)."""
    try:
        _expect(*server.data(octets))
    except smtplib.SMTPDataError as refusal:
        _expect(refusal.smtp_code, refusal.smtp_error)
    except (smtplib.SMTPServerDisconnected, OSError) as trouble:
        raise Delayed("connection_lost", str(trouble), doubtful=True) from trouble


def _expect(code: int, said: bytes | str, *, sender_refused: bool = False) -> None:
    if 200 <= code < 300:
        return
    text = f"{code} {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}"[:2000]
    if code >= 500 and not sender_refused:
        raise Undeliverable("refused", text)
    raise (MailboxTrouble if sender_refused else Delayed)("refused_for_now" if code < 500 else "sender_refused", text)


def reason_of(trouble: Exception) -> tuple[str, str]:
    """A code for what went wrong with a server, and its own words."""
    said = str(trouble)[:300]
    if isinstance(trouble, NoToken):
        return trouble.reason, trouble.error
    if isinstance(trouble, smtplib.SMTPAuthenticationError):
        return "auth", said
    if isinstance(trouble, ssl.SSLError):
        return "tls", said
    if isinstance(trouble, socket.gaierror):
        return "no_such_host", said
    if isinstance(trouble, TimeoutError):
        return "timeout", said
    if isinstance(trouble, ConnectionRefusedError):
        return "connection_refused", said
    if isinstance(trouble, smtplib.SMTPNotSupportedError):
        return "tls", said
    return ("protocol" if isinstance(trouble, smtplib.SMTPException) else "connection_lost"), said
