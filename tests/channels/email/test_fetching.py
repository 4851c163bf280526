"""Letters are fetched from a real Dovecot: each once, after any trouble (F10, F24)."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from imap_tools import BaseMailBox

from otklik.channels.email import connecting, fetching
from otklik.channels.email.fetching import Fetcher
from otklik.channels.models import Inbound, Mailbox
from otklik.kernel import claims, clock
from otklik.kernel.models import Event
from tests.channels.conftest import SUPPORT, by_imap
from tests.channels.email.letters import letter
from tests.servers.dovecot import Dovecot
from tests.waiting import until

pytestmark = [pytest.mark.django_db, pytest.mark.servers]


@pytest.fixture
def fetched(db: None, dovecot: Dovecot, imap_user: str) -> Mailbox:
    """A mailbox that is fetched from Dovecot."""
    return Mailbox.add(by=None, **{**SUPPORT, "smtp_host": ""}, **by_imap(imap_user, dovecot))


@contextmanager
def opened(mailbox: Mailbox) -> Iterator[BaseMailBox]:
    box = connecting.opened(mailbox)
    try:
        yield box
    finally:
        box.logout()


def fetch(mailbox: Mailbox) -> int:
    """One look into the folder, as after a restart."""
    mailbox = Mailbox.objects.get(pk=mailbox.pk)
    with opened(mailbox) as box:
        return Fetcher(mailbox.pk).fetch(mailbox, box)


def test_letters_are_stored_as_they_came_and_then_marked_seen(
    fetched: Mailbox, dovecot: Dovecot, imap_user: str
) -> None:
    raw = letter("Раз").as_bytes().replace(b"\n", b"\r\n")
    dovecot.deliver(imap_user, raw, to=f"{imap_user}+t1.2.x@prichal.example")
    assert fetch(fetched) == 1
    inbound = Inbound.objects.get()
    assert inbound.mailbox == fetched
    assert inbound.octets().endswith(raw)
    assert f"Delivered-To: {imap_user}+t1.2.x@prichal.example".encode() in inbound.octets()
    assert dovecot.letters(imap_user, "UNSEEN") == []
    assert fetch(fetched) == 0


def test_a_letter_that_somebody_has_read_elsewhere_is_fetched_too(
    fetched: Mailbox, dovecot: Dovecot, imap_user: str
) -> None:
    dovecot.deliver(imap_user, letter().as_bytes())
    with dovecot.opened(imap_user) as client:
        client.uid("STORE", "1", "+FLAGS", "(\\Seen)")
    assert fetch(fetched) == 1


def test_what_is_done_moves_to_its_folder(fetched: Mailbox, dovecot: Dovecot, imap_user: str) -> None:
    with dovecot.opened(imap_user) as client:
        client.create("Otklik")
    fetched.change(by=None, done_folder="Otklik")
    dovecot.deliver(imap_user, letter().as_bytes())
    fetch(fetched)
    assert dovecot.letters(imap_user) == []
    assert len(dovecot.letters(imap_user, folder="Otklik")) == 1
    dovecot.deliver(imap_user, letter("Два").as_bytes())
    assert fetch(fetched) == 1


def test_letters_from_before_the_mailbox_was_set_up_are_left_alone(
    fetched: Mailbox, dovecot: Dovecot, imap_user: str
) -> None:
    with dovecot.opened(imap_user) as client:
        client.append("INBOX", "", '"01-Jan-2026 10:00:00 +0000"', letter("Старое").as_bytes())
    assert fetch(fetched) == 0
    assert dovecot.letters(imap_user, "UNSEEN") != []


def test_a_renumbered_folder_is_read_anew_without_repeating_anything(
    fetched: Mailbox, dovecot: Dovecot, imap_user: str
) -> None:
    """UIDVALIDITY changes."""
    dovecot.deliver(imap_user, letter("Раз").as_bytes())
    fetch(fetched)
    for name in ("dovecot-uidlist", "dovecot.index.log", "dovecot.index.cache", "dovecot.index"):
        (dovecot.place / "mail" / imap_user / name).unlink(missing_ok=True)
    dovecot.deliver(imap_user, letter("Два").as_bytes())
    Mailbox.objects.filter(pk=fetched.pk).update(uid_validity=1, last_uid=99)
    assert fetch(fetched) == 2
    assert Inbound.objects.count() == 2


def test_a_crash_before_the_mark_repeats_nothing(fetched: Mailbox, dovecot: Dovecot, imap_user: str) -> None:
    dovecot.deliver(imap_user, letter().as_bytes())
    fetch(fetched)
    Mailbox.objects.filter(pk=fetched.pk).update(last_uid=0)
    assert fetch(fetched) == 1
    assert Inbound.objects.count() == 1


def test_a_letter_that_does_not_come_is_parked_after_three_tries(
    fetched: Mailbox, dovecot: Dovecot, imap_user: str
) -> None:
    """One bad letter never stops the next."""
    dovecot.deliver(imap_user, letter("Битое").as_bytes())
    dovecot.deliver(imap_user, letter("Целое").as_bytes())
    fetcher = Fetcher(fetched.pk)
    mailbox = Mailbox.objects.get(pk=fetched.pk)
    for _ in range(3):
        with opened(mailbox) as box:
            _break(box, 1)
            try:
                fetcher.fetch(mailbox, box)
            except fetching.TROUBLES:
                continue
    states = list(Inbound.objects.order_by("id").values_list("state", "reason"))
    assert states == [("parked", "not_fetched"), ("received", "")]


def _break(box: BaseMailBox, uid: int) -> None:
    """A server that answers NO for one letter."""
    ask = box.client.uid

    def uid_command(command: str, *arguments: str) -> Any:
        if command == "FETCH" and arguments[0] == str(uid) and "PEEK" in arguments[1]:
            return "NO", [b"internal error"]
        return ask(command, *arguments)

    box.client.uid = uid_command  # type: ignore[method-assign]


@pytest.mark.parametrize(
    ("change", "way", "code"),
    [
        ({}, "fetch", "ok"),
        ({"imap_password": "wrong"}, "fetch", "auth"),
        ({"imap_port": 1}, "fetch", "connection_refused"),
        ({"imap_host": "no-such-host.invalid"}, "fetch", "no_such_host"),
        ({"folder": "Нет такой"}, "fetch", "folder"),
        ({"imap_security": "tls"}, "fetch", "tls"),
    ],
)
def test_checking_a_mailbox_says_what_is_wrong(fetched: Mailbox, change: dict[str, Any], way: str, code: str) -> None:
    fetched.change(by=None, **change)
    (finding,) = fetched.check_connection()
    assert (finding.way, finding.code, finding.is_fine) == (way, code, code == "ok")


# Threads


@pytest.fixture
def fetcher(transactional_db: None, fetched: Mailbox) -> Iterator[Fetcher]:
    """A thread that fetches, stopped afterwards."""
    thread = Fetcher(fetched.pk)
    yield thread
    thread.leave()


class TestThreads:
    pytestmark = pytest.mark.django_db(transaction=True)

    def test_a_new_letter_wakes_the_fetcher(self, fetcher: Fetcher, dovecot: Dovecot, imap_user: str) -> None:
        fetcher.start()
        until(lambda: Mailbox.objects.get().fetched_at)
        dovecot.deliver(imap_user, letter().as_bytes())
        until(Inbound.objects.exists)

    def test_a_letter_that_comes_while_others_are_fetched_does_not_wait_for_the_next_one(
        self, fetcher: Fetcher, dovecot: Dovecot, imap_user: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The server tells of it in the answer to another command, and IDLE does not tell it again."""
        compare = Fetcher.compare

        def meanwhile(self: Fetcher, mailbox: Mailbox, box: BaseMailBox) -> None:
            dovecot.deliver(imap_user, letter().as_bytes())
            box.client.noop()
            compare(self, mailbox, box)

        monkeypatch.setattr(Fetcher, "compare", meanwhile)
        fetcher.start()
        until(Inbound.objects.exists)

    def test_fetching_goes_on_by_itself_when_the_server_is_back(
        self, fetcher: Fetcher, dovecot: Dovecot, imap_user: str
    ) -> None:
        fetcher.start()
        until(lambda: Mailbox.objects.get().fetched_at)
        dovecot.stop()
        try:
            until(lambda: Mailbox.objects.get().fetch_failing_since)
        finally:
            dovecot.start()
        dovecot.deliver(imap_user, letter().as_bytes())
        until(Inbound.objects.exists)
        until(lambda: not Mailbox.objects.get().fetch_failing_since)
        codes = Event.objects.filter(noun="mailbox").order_by("id").values_list("code", flat=True)
        assert list(codes) == ["mailbox.added", "mailbox.failing", "mailbox.recovered"]

    def test_a_server_that_hangs_up_now_and_then_is_no_trouble(
        self, fetcher: Fetcher, dovecot: Dovecot, imap_user: str
    ) -> None:
        fetcher.start()
        until(lambda: Mailbox.objects.get().fetched_at)
        dovecot.hang_up(imap_user)
        dovecot.deliver(imap_user, letter().as_bytes())
        until(Inbound.objects.exists)
        assert not Event.objects.filter(code="mailbox.failing").exists()

    def test_one_mailbox_is_fetched_by_one_process(self, fetched: Mailbox) -> None:
        """F24."""
        fetched.change(by=None, imap_port=1)
        mailbox, fetcher = Mailbox.objects.get(), Fetcher(fetched.pk)
        claim = claims.take(f"mailbox {mailbox.pk}")
        assert claim
        with claim:
            fetcher.stop.set()
            fetcher._serve()
        with pytest.raises(ConnectionRefusedError):
            fetcher._serve()

    def test_mailboxes_join_change_and_leave_while_it_runs(
        self, fetched: Mailbox, dovecot: Dovecot, imap_user: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(fetching, "LOOK_AROUND", 0.05)
        Mailbox.objects.update(is_active=False)
        stop = threading.Event()
        receiver = threading.Thread(target=_run, args=[stop])
        receiver.start()
        try:
            dovecot.deliver(imap_user, letter().as_bytes())
            Mailbox.objects.get().change(by=None, is_active=True)
            until(Inbound.objects.exists)
            Mailbox.objects.get().change(by=None, is_active=False)
            until(lambda: not [one for one in threading.enumerate() if isinstance(one, Fetcher)])
        finally:
            stop.set()
            receiver.join(20)


def _run(stop: threading.Event) -> None:
    try:
        fetching.run(stop)
    finally:
        connections.close_all()


def test_old_failures_are_shown_with_their_age(fetched: Mailbox) -> None:
    from otklik.channels import checks
    from otklik.channels.email.troubles import note_trouble
    from otklik.kernel.checks import Level

    note_trouble(fetched, "fetch", "auth", "no")
    with clock.at(clock.now() + timedelta(hours=1)):
        note_trouble(fetched, "fetch", "timeout")
    fetched.refresh_from_db()
    assert fetched.fetch_error == "timeout"
    assert fetched.fetch_failing_since < clock.now() + timedelta(minutes=1)  # type: ignore[operator]
    (finding,) = [one for one in checks.mailboxes() if one.what == "mailbox support@prichal.example"]
    assert finding.level is Level.FAILURE
