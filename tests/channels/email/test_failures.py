"""Whatever stops fetching is shown with its age, and fetching goes on by itself when the cause is gone (F10)."""

import errno
import os
from collections.abc import Callable, Iterator

import pytest

from otklik.channels import checks
from otklik.channels.email import fetching
from otklik.channels.email.fetching import Fetcher
from otklik.channels.models import Comparison, Fetched, Inbound, Mailbox
from otklik.kernel import clock
from otklik.kernel.checks import Level
from tests.channels.conftest import SUPPORT, by_imap
from tests.channels.email.letters import letter
from tests.servers import proxy
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.waiting import until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.servers]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses of a moment instead of minutes."""
    monkeypatch.setattr(fetching, "PAUSES", (0.05,))
    monkeypatch.setattr(fetching, "PATIENCE", 2.0)
    monkeypatch.setattr(fetching, "IDLE", 1.0)


@pytest.fixture
def fetched(transactional_db: None, dovecot: Dovecot, imap_user: str) -> Mailbox:
    return Mailbox.add(by=None, **{**SUPPORT, "smtp_host": ""}, **by_imap(imap_user, dovecot))


@pytest.fixture
def start(impatient: None, fetched: Mailbox) -> Iterator[Callable[[], Fetcher]]:
    """Begin to fetch, until the test is over."""
    threads: list[Fetcher] = []

    def begin() -> Fetcher:
        threads.append(Fetcher(fetched.pk))
        threads[-1].start()
        return threads[-1]

    yield begin
    for thread in threads:
        thread.leave()


def fails(code: str) -> None:
    """Wait for the trouble, and see that `otklik check` says it with its age."""
    until(lambda: Mailbox.objects.get().fetch_error.startswith(code))
    since = Mailbox.objects.get().fetch_failing_since
    assert since
    assert since <= clock.now()
    (finding,) = [one for one in checks.mailboxes() if one.what == "mailbox support@prichal.example"]
    assert finding.level is Level.FAILURE
    assert code in finding.said
    assert f"since {since:%Y-%m-%d}" in finding.said


def works(count: int) -> None:
    """Wait until so many letters are kept, and the trouble is over."""
    until(lambda: Inbound.objects.count() == count)
    until(lambda: Mailbox.objects.get().fetch_failing_since is None)


def test_a_lost_password_that_comes_back(start: Callable[[], Fetcher], dovecot: Dovecot, imap_user: str) -> None:
    dovecot.deliver(imap_user, letter("Раз").as_bytes())
    start()
    works(1)
    dovecot.change_password("changed")
    try:
        fails("auth")
        dovecot.deliver(imap_user, letter("Два").as_bytes())
    finally:
        dovecot.change_password(PASSWORD)
    works(2)


def test_a_folder_that_is_gone_and_comes_back(
    start: Callable[[], Fetcher], fetched: Mailbox, dovecot: Dovecot, imap_user: str
) -> None:
    with dovecot.opened(imap_user) as client:
        client.create("Support")
        client.append("Support", "", "", letter("Раз").as_bytes())
    fetched.change(by=None, folder="Support")
    start()
    works(1)
    with dovecot.opened(imap_user) as client:
        client.rename("Support", "Elsewhere")
    dovecot.hang_up(imap_user)
    fails("folder")
    with dovecot.opened(imap_user) as client:
        client.append("Elsewhere", "", "", letter("Два").as_bytes())
        client.rename("Elsewhere", "Support")
    works(2)


def test_a_server_that_falls_silent_in_the_middle_of_a_letter(
    start: Callable[[], Fetcher], fetched: Mailbox, dovecot: Dovecot, imap_user: str
) -> None:
    with proxy.running(dovecot.imap) as wire:
        fetched.change(by=None, imap_port=wire.port, imap_password=PASSWORD)
        wire.silent_at = b"BODY[]"
        dovecot.deliver(imap_user, letter("Длинное " * 2000).as_bytes())
        start()
        assert wire.fell_silent.wait(20)
        fails("timeout")
        assert not Inbound.objects.exists()
        assert dovecot.letters(imap_user, "UNSEEN") != []
        wire.silent_at = b""
        works(1)


def test_a_full_disk_leaves_the_letter_with_its_server(
    start: Callable[[], Fetcher], dovecot: Dovecot, imap_user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        dovecot.deliver(imap_user, letter().as_bytes())
        start()
        fails("disk")
        assert not Inbound.objects.exists()
        assert dovecot.letters(imap_user, "UNSEEN") != []
    works(1)
    until(lambda: dovecot.letters(imap_user, "UNSEEN") == [])


def test_a_folder_that_is_numbered_anew_is_looked_through_without_repeating_anything(
    start: Callable[[], Fetcher], dovecot: Dovecot, imap_user: str
) -> None:
    """UIDVALIDITY (RFC 9051 §2.3.1.1)."""
    dovecot.deliver(imap_user, letter("Раз").as_bytes())
    dovecot.deliver(imap_user, letter("Два").as_bytes())
    thread = start()
    works(2)
    until(lambda: Comparison.objects.exists())
    thread.leave()
    for name in ("dovecot-uidlist", "dovecot.index.log", "dovecot.index.cache", "dovecot.index"):
        (dovecot.place / "mail" / imap_user / name).unlink(missing_ok=True)
    Mailbox.objects.update(uid_validity=1)
    Fetched.objects.update(validity=1)
    dovecot.deliver(imap_user, letter("Три").as_bytes())
    start()
    works(3)
    until(lambda: Fetched.objects.exclude(validity=1).count() == 3)
    assert not Fetched.objects.filter(was_missed=True).exists()
