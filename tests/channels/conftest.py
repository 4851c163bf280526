from collections.abc import Iterator
from typing import Any

import pytest

from otklik.channels.email import oauth
from otklik.channels.models import Mailbox
from tests.servers import oauth as oauths
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.fixtures import _smtp, dovecot, imap_user, smtp
from tests.servers.oauth import Provider
from tests.servers.smtp import Server

__all__ = ["_smtp", "dovecot", "imap_user", "smtp"]


@pytest.fixture
def mailbox(db: None, smtp: Server) -> Mailbox:
    """The mailbox support@prichal.example, which sends through the recording server."""
    return Mailbox.add(by=None, **SUPPORT, smtp_port=smtp.port)


@pytest.fixture
def google(dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """A provider of tokens, which Dovecot believes."""
    with oauths.running(dovecot.tokens) as provider:
        monkeypatch.setitem(oauth.PROVIDERS, "google", oauths.described(provider))
        yield provider


SUPPORT: dict[str, Any] = {
    "address": "support@prichal.example",
    "name": {"ru": "Причал", "uk": "Причал", "en": "Prichal"},
    "is_default": True,
    "smtp_host": "127.0.0.1",
    "smtp_security": "none",
}


def by_imap(user: str, server: Dovecot) -> dict[str, Any]:
    """What a mailbox needs to fetch from the tests' Dovecot."""
    return {
        "imap_host": "127.0.0.1",
        "imap_port": server.imap,
        "imap_security": "none",
        "imap_user": user,
        "imap_password": PASSWORD,
    }


def by_pop3(user: str, server: Dovecot) -> dict[str, Any]:
    """The same by POP3."""
    return {**by_imap(user, server), "fetch_by": "pop3", "imap_port": server.pop3}
