"""Letters are fetched from a real Dovecot by POP3: each once, and nothing is deleted before it is ours (RFC 1939)."""

from datetime import timedelta
from typing import Any

import pytest

from otklik.channels.email import popping, receiving, troubles
from otklik.channels.email.fetching import Fetcher
from otklik.channels.models import Inbound, Mailbox, PopLetter
from otklik.kernel import clock
from tests.channels.conftest import SUPPORT, by_pop3
from tests.channels.email.letters import letter
from tests.servers.dovecot import Dovecot
from tests.waiting import until

pytestmark = [pytest.mark.django_db, pytest.mark.servers]


@pytest.fixture
def fetched(db: None, dovecot: Dovecot, imap_user: str) -> Mailbox:
    """A mailbox that is fetched by POP3."""
    if not dovecot.has_pop3:
        pytest.skip("no POP3 here: apt-get install --no-install-recommends dovecot-pop3d")
    return Mailbox.add(by=None, **SUPPORT, **by_pop3(imap_user, dovecot))


def fetch(mailbox: Mailbox) -> int:
    """One look into the mailbox, as after a restart."""
    session = popping.opened(Mailbox.objects.get(pk=mailbox.pk), 20)
    count = len(list(popping.take(Mailbox.objects.get(pk=mailbox.pk), session)))
    session.quit()
    return count


def test_each_letter_is_stored_once_as_it_came_and_stays_on_the_server(
    fetched: Mailbox, dovecot: Dovecot, imap_user: str
) -> None:
    raw = letter("Раз\n.точка\n..две").as_bytes().replace(b"\n", b"\r\n")
    dovecot.deliver(imap_user, raw)
    dovecot.deliver(imap_user, letter("Два").as_bytes())
    assert fetch(fetched) == 2
    assert fetch(fetched) == 0
    assert Inbound.objects.order_by("pk")[0].octets().endswith(raw)
    assert len(dovecot.letters(imap_user)) == 2


def test_a_letter_leaves_the_server_after_its_days_and_not_before(
    fetched: Mailbox, dovecot: Dovecot, imap_user: str, time: Any
) -> None:
    fetched.change(by=None, keep_days=7)
    dovecot.deliver(imap_user, letter("Раз").as_bytes())
    fetch(fetched)
    time.passes(days=6)
    fetch(fetched)
    assert len(dovecot.letters(imap_user)) == 1
    time.passes(days=2)
    fetch(fetched)
    assert dovecot.letters(imap_user) == []
    fetch(fetched)
    assert not PopLetter.objects.exists()
    assert Inbound.objects.count() == 1


def test_a_crash_before_the_id_is_kept_makes_no_second_request(
    fetched: Mailbox, dovecot: Dovecot, imap_user: str
) -> None:
    fetched.change(by=None, keep_days=0)
    dovecot.deliver(imap_user, letter("Раз").as_bytes())
    session = popping.opened(fetched, 20)
    next(iter(popping.take(fetched, session)))
    session.close()  # as a kill does: no QUIT, so nothing is deleted
    PopLetter.objects.all().delete()
    assert fetch(fetched) == 1
    assert Inbound.objects.count() == 1
    assert dovecot.letters(imap_user) == []


def test_what_came_before_the_beginning_is_left_alone(fetched: Mailbox, dovecot: Dovecot, imap_user: str) -> None:
    dovecot.deliver(imap_user, letter("Старое").as_bytes())
    fetched.change(by=None, since=clock.now().date() + timedelta(days=3))
    assert fetch(fetched) == 1
    assert not Inbound.objects.exists()
    fetched.change(by=None, since=clock.now().date())
    assert fetch(fetched) == 0


def test_a_letter_too_large_is_parked_with_its_size_and_the_next_is_fetched(
    fetched: Mailbox, dovecot: Dovecot, imap_user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "LETTER_LIMIT", 3000)
    dovecot.deliver(imap_user, letter("много " * 2000).as_bytes())
    dovecot.deliver(imap_user, letter("Два").as_bytes())
    fetch(fetched)
    assert sorted(Inbound.objects.values_list("state", "reason")) == [("parked", "too_large"), ("received", "")]


@pytest.mark.parametrize(("change", "code"), [({}, "ok"), ({"imap_password": "wrong"}, "auth"), ({"imap_port": 1}, "")])
def test_checking_says_how_it_is(fetched: Mailbox, change: dict[str, Any], code: str) -> None:
    fetched.change(by=None, smtp_host="", **change)
    (finding,) = fetched.check_connection()
    assert (finding.way, finding.code) == ("fetch", code or "connection_refused")


@pytest.mark.parametrize("secret", ["secret\r\nDELE 1", "se\0cret"])
def test_a_password_cannot_become_a_command(fetched: Mailbox, secret: str) -> None:
    fetched.imap_password = secret
    with pytest.raises(popping.Unwelcome):
        popping.opened(fetched, 20)


@pytest.mark.django_db(transaction=True)
def test_its_thread_fetches_by_itself_and_says_that_it_works(
    fetched: Mailbox, dovecot: Dovecot, imap_user: str
) -> None:
    troubles.note_trouble(fetched, "fetch", "timeout")
    dovecot.deliver(imap_user, letter("Раз").as_bytes())
    fetcher = Fetcher(fetched.pk)
    fetcher.start()
    until(lambda: Mailbox.objects.filter(fetched_at__isnull=False, fetch_failing_since=None).exists())
    fetcher.leave()
    assert Inbound.objects.count() == 1
