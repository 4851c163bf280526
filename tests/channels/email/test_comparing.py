"""What lies in a real Dovecot is compared with what we keep: a letter that fetching missed is found (F10)."""

import pytest

from otklik.channels import ledger
from otklik.channels.email import comparing, connecting
from otklik.channels.email.fetching import Fetcher
from otklik.channels.models import Comparison, Fetched, Inbound, Mailbox, MailDay
from otklik.kernel import jobs
from otklik.kernel.models import Event
from otklik.kernel.verbs import Stale
from tests.cast import Cast
from tests.channels.conftest import SUPPORT, by_imap
from tests.channels.email.letters import letter
from tests.servers.dovecot import Dovecot

pytestmark = [pytest.mark.django_db, pytest.mark.servers]


@pytest.fixture
def fetched(db: None, dovecot: Dovecot, imap_user: str) -> Mailbox:
    return Mailbox.add(by=None, **{**SUPPORT, "smtp_host": ""}, **by_imap(imap_user, dovecot))


def look(mailbox: Mailbox) -> Comparison:
    """Fetch what is new, then compare."""
    mailbox = Mailbox.objects.get(pk=mailbox.pk)
    box = connecting.opened(mailbox)
    try:
        fetcher = Fetcher(mailbox.pk)
        fetcher.fetch(mailbox, box)
        fetcher.compare(mailbox, box)
    finally:
        box.logout()
    return Comparison.objects.get()


def test_each_letter_is_known_by_its_number(fetched: Mailbox, dovecot: Dovecot, imap_user: str) -> None:
    raw = letter().as_bytes()
    for _ in range(2):
        dovecot.deliver(imap_user, raw)
    last = look(fetched)
    assert (last.on_server, last.missing, last.found) == (2, 0, 0)
    assert list(Fetched.objects.order_by("uid").values_list("uid", "inbound")) == [
        (1, Inbound.objects.get().pk),
        (2, Inbound.objects.get().pk),
    ]
    ledger.count()
    row = MailDay.objects.get()
    assert (row.taken, row.again, row.stored, row.difference) == (2, 1, 1, 0)


def test_a_letter_that_fetching_jumped_over_is_found_fetched_and_told_of(
    fetched: Mailbox, dovecot: Dovecot, imap_user: str
) -> None:
    look(fetched)
    dovecot.deliver(imap_user, letter("Пропущенное").as_bytes())
    Mailbox.objects.update(last_uid=1)
    last = look(fetched)
    assert (last.on_server, last.missing, last.found) == (1, 0, 1)
    jobs.run_due()
    assert Inbound.objects.get().state == "processed"
    assert Fetched.objects.get().was_missed
    assert [alarm.code for alarm in ledger.alarms()] == ["found"]
    assert Event.objects.filter(code="letter.missed").count() == 1
    assert look(fetched).found == 1


def test_a_crash_before_the_number_was_written_is_not_called_a_miss(
    fetched: Mailbox, dovecot: Dovecot, imap_user: str
) -> None:
    dovecot.deliver(imap_user, letter().as_bytes())
    look(fetched)
    Fetched.objects.all().delete()
    assert look(fetched).found == 0
    assert not Fetched.objects.get().was_missed
    assert Inbound.objects.count() == 1


def test_many_numbers_are_asked_for_in_pieces(
    fetched: Mailbox, dovecot: Dovecot, imap_user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparing, "AT_ONCE", 2)
    for number in range(5):
        dovecot.deliver(imap_user, letter(str(number)).as_bytes())
    assert look(fetched).on_server == 5
    assert not comparing.is_due(fetched)


def test_a_letter_that_the_server_does_not_give_is_parked_and_asked_for_again(
    fetched: Mailbox, cast: Cast, dovecot: Dovecot, imap_user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from otklik.channels.email import fetching

    look(fetched)
    dovecot.deliver(imap_user, letter().as_bytes())
    Mailbox.objects.update(last_uid=1)
    with monkeypatch.context() as stubborn:
        stubborn.setattr(fetching, "_peek", lambda box, uid: b"")
        stubborn.setattr(fetching, "TRIES", 1)
        assert look(fetched).missing == 0
        unseen = Inbound.objects.get()
        assert unseen.reason == "not_fetched"
        comparing.ask_again(unseen, by=cast.gleb)
        assert look(fetched).missing == 0
        assert Inbound.objects.get().state == "parked"
    comparing.ask_again(unseen, by=cast.gleb)
    assert comparing.is_due(fetched)
    assert look(fetched).missing == 0
    assert not Fetched.objects.get().was_missed
    assert list(Inbound.objects.order_by("pk").values_list("state", "reason")) == [
        ("dropped", "fetched_later"),
        ("received", ""),
    ]
    with pytest.raises(Stale):
        comparing.ask_again(unseen, by=cast.gleb)
