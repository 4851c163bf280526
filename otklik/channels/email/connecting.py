"""Does a mailbox answer? Signing in to both servers, with a code for whatever goes wrong."""

from __future__ import annotations

import errno
import imaplib
import poplib
import smtplib
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, MailboxFolderSelectError, MailboxLoginError

from otklik.channels.email import popping, smtp

if TYPE_CHECKING:
    from otklik.channels.email.models import Mailbox

PATIENCE = 10.0
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
TROUBLES = (OSError, imaplib.IMAP4.error, ImapToolsError, poplib.error_proto, UnicodeError)
"""What signing in to a server and fetching from it may raise."""


@dataclass(frozen=True)
class Finding:
    """How one way of a mailbox is: `way` fetch or send; `code` ok, auth, tls, folder, no_such_host, timeout,
    connection_refused, connection_lost or protocol; `said` are the server's words."""

    way: str
    code: str
    said: str = ""

    @property
    def is_fine(self) -> bool:
        """It works."""
        return self.code == "ok"


def check(mailbox: Mailbox) -> list[Finding]:
    """Try every way that the mailbox has."""
    findings = []
    if mailbox.imap_host:
        findings.append(_fetching(mailbox))
    if mailbox.smtp_host and not mailbox.provider:
        findings.append(_sending(mailbox))
    return findings


def opened(mailbox: Mailbox, patience: float = PATIENCE) -> BaseMailBox:
    """The mailbox by IMAP, signed in, its folder selected. Raises what `reason_of` names."""
    context = ssl.create_default_context()
    where = (mailbox.imap_host, mailbox.imap_port)
    if mailbox.imap_security == "tls":
        box: BaseMailBox = MailBox(*where, timeout=patience, ssl_context=context)
    elif mailbox.imap_security == "starttls":
        box = MailBoxStartTls(*where, timeout=patience, ssl_context=context)
    else:
        box = MailBoxUnencrypted(*where, timeout=patience)
    try:
        return _signed_in(box, mailbox)
    except BaseException:
        box.client.shutdown()
        raise


def _signed_in(box: BaseMailBox, mailbox: Mailbox) -> BaseMailBox:
    """By a token where the mailbox has one (XOAUTH2), else by its password."""
    access = mailbox.leave
    if access is None:
        return box.login(mailbox.imap_user, mailbox.imap_password, initial_folder=mailbox.folder)
    token = access.token(mailbox.imap_host, mailbox.imap_security)
    try:
        return box.xoauth2(mailbox.imap_user or mailbox.address, token, initial_folder=mailbox.folder)
    except (MailboxLoginError, imaplib.IMAP4.error) as trouble:
        access.distrust(token)
        if isinstance(trouble, ImapToolsError):
            raise
        raise MailboxLoginError(command_result=("NO", [str(trouble).encode()]), expected="OK") from trouble


def reason_of(trouble: Exception) -> tuple[str, str]:
    """A code for what went wrong, and the server's words."""
    if isinstance(trouble, MailboxLoginError):
        return "auth", str(trouble)[:300]
    if isinstance(trouble, MailboxFolderSelectError):
        return "folder", str(trouble)[:300]
    if isinstance(trouble, popping.Unwelcome):
        return "auth", str(trouble)[:300]
    if isinstance(trouble, imaplib.IMAP4.error | ImapToolsError | poplib.error_proto):
        return "protocol", str(trouble)[:300]
    if isinstance(trouble, OSError) and trouble.errno in FULL:
        return "disk", str(trouble)[:300]
    return smtp.reason_of(trouble)


def _fetching(mailbox: Mailbox) -> Finding:
    try:
        popping.opened(mailbox, PATIENCE).quit() if mailbox.fetch_by == "pop3" else opened(mailbox).logout()
    except TROUBLES as trouble:
        return Finding("fetch", *reason_of(trouble))
    return Finding("fetch", "ok")


def _sending(mailbox: Mailbox) -> Finding:
    try:
        with smtp.signed_in(mailbox, PATIENCE) as server:
            smtp.note_size(mailbox, server)
            server.noop()
    except (OSError, smtplib.SMTPException, UnicodeError) as trouble:
        return Finding("send", *reason_of(trouble))
    return Finding("send", "ok")
