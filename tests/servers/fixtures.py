"""Servers as fixtures: one for each worker, a mailbox of its own for each test."""

from collections.abc import Iterator
from itertools import count

import pytest

from tests.servers import dovecot as dovecots
from tests.servers import smtp as smtps
from tests.servers.dovecot import Dovecot, free_port
from tests.servers.smtp import Server

_numbers = count(1)


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """A running Dovecot."""
    try:
        with dovecots.running() as server:
            yield server
    except dovecots.Missing as reason:
        pytest.skip(str(reason))


@pytest.fixture
def imap_user(dovecot: Dovecot, worker_id: str) -> str:
    """A mailbox that no other test knows."""
    return f"box{next(_numbers)}-{worker_id}"


@pytest.fixture(scope="session")
def _smtp() -> Iterator[Server]:
    with smtps.running(free_port()) as server:
        yield server


@pytest.fixture
def smtp(_smtp: Server) -> Iterator[Server]:
    """A running SMTP server without letters in it."""
    _smtp.recorder.forget()
    yield _smtp
    _smtp.recorder.forget()
