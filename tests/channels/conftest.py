from typing import Any

import pytest

from otklik.channels.models import Mailbox
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.fixtures import _smtp, dovecot, imap_user, smtp
from tests.servers.smtp import Server

__all__ = ["_smtp", "dovecot", "imap_user", "smtp"]


@pytest.fixture
def mailbox(db: None, smtp: Server) -> Mailbox:
    """The mailbox support@prichal.example, which sends through the recording server."""
    return Mailbox.add(by=None, **SUPPORT, smtp_port=smtp.port)


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
