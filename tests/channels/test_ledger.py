"""The ledger of letters: every letter is in exactly one column, and what does not balance is said (principle 1)."""

from datetime import timedelta
from typing import Any

import pytest

from otklik.channels import checks, ledger
from otklik.channels.email import receiving
from otklik.channels.models import Comparison, Delivery, Fetched, Inbound, Mailbox, MailDay
from otklik.channels.receiving import process
from otklik.kernel import clock, jobs
from otklik.kernel.models import Event
from tests.cast import Cast
from tests.channels.email.letters import DSN, letter
from tests.tickets.acting import opened

pytestmark = pytest.mark.django_db

COUNTED = ("stored", "tickets", "notices", "copies", "aside", "parked", "unread")


def come(mailbox: Mailbox | None, raw: bytes) -> Inbound:
    return receiving.receive(raw, mailbox)


def day(mailbox: Mailbox | None) -> MailDay:
    ledger.count()
    return MailDay.objects.get(mailbox=mailbox, day=ledger.today())


def test_every_letter_is_in_exactly_one_column(mailbox: Mailbox, cast: Cast) -> None:
    other = Mailbox.add(by=None, address="sales@prichal.example", smtp_host="127.0.0.1")
    first = letter("Раз").as_bytes()
    for raw in (first, letter("Два").as_bytes(), DSN % {b"ours": b"strange@x"}, letter(sender="").as_bytes()):
        come(mailbox, raw)
    jobs.run_due()
    come(mailbox, first)
    come(other, first)
    come(mailbox, letter("Три").as_bytes())
    row = day(mailbox)
    assert [getattr(row, name) for name in COUNTED] == [5, 2, 0, 0, 1, 1, 1]
    assert (row.recorded, row.difference) == (5, 0)
    row = day(other)
    assert [getattr(row, name) for name in COUNTED] == [1, 0, 0, 1, 0, 0, 0]
    assert row.difference == 0


def test_what_leaves_is_counted_by_its_state(mailbox: Mailbox, cast: Cast, time: Any) -> None:
    ticket = opened(cast.vera, "Раз")
    ticket.reply(by=cast.anna, body="Два")
    row = day(None)
    assert (row.outgoing, row.waiting, row.difference) == (1, 1, 0)
    time.passes(seconds=30)
    jobs.run_due()
    row = day(mailbox)
    assert (row.outgoing, row.sent, row.waiting) == (1, 1, 0)
    Delivery.objects.get().bounce("5.1.1")
    assert day(mailbox).bounced == 1
    assert not MailDay.objects.get(mailbox=None).outgoing


def test_a_row_that_vanished_raises_an_alarm_until_it_is_back(mailbox: Mailbox) -> None:
    """Events cannot be changed, so a row that somebody removed is missed."""
    kept = come(mailbox, letter().as_bytes())
    assert day(mailbox).difference == 0
    Inbound.objects.all().delete()
    assert day(mailbox).difference == 1
    assert [(alarm.code, alarm.count) for alarm in ledger.alarms()] == [("differs", 1)]
    assert [finding.what for finding in checks.balance()] == ["ledger"]
    kept.save()
    assert day(mailbox).difference == 0
    assert list(ledger.alarms()) == []
    said = Event.objects.filter(code__startswith="ledger.").order_by("id").values_list("code", flat=True)
    assert list(said) == ["ledger.differs", "ledger.balanced"]


def test_a_letter_that_was_read_into_nothing_raises_an_alarm(mailbox: Mailbox) -> None:
    come(mailbox, letter().as_bytes())
    Inbound.objects.update(state="processed")
    assert day(mailbox).nowhere == 1
    assert [alarm.code for alarm in ledger.alarms()] == ["differs"]


def test_a_letter_that_lies_unread_raises_an_alarm(mailbox: Mailbox, time: Any) -> None:
    come(mailbox, letter().as_bytes())
    assert list(ledger.alarms()) == []
    time.passes(minutes=11)
    assert [(alarm.code, alarm.count) for alarm in ledger.alarms()] == [("unread", 1)]


def test_a_decision_of_today_about_a_letter_of_last_month_moves_it_in_its_own_day(
    mailbox: Mailbox, cast: Cast, time: Any
) -> None:
    come(mailbox, letter(sender="").as_bytes())
    jobs.run_due()
    come_day = ledger.today()
    assert day(mailbox).parked == 1
    time.passes(days=40)
    Inbound.objects.get().discard(by=cast.gleb)
    jobs.run_due()
    row = MailDay.objects.get(day=come_day)
    assert (row.parked, row.aside, row.stored) == (0, 1, 1)


def test_counting_again_changes_nothing(mailbox: Mailbox) -> None:
    come(mailbox, letter().as_bytes())
    row = day(mailbox)
    ledger.recount()
    assert MailDay.objects.values().get() == MailDay.objects.filter(pk=row.pk).values().get()


def test_a_day_begins_where_the_company_is(mailbox: Mailbox, time: Any) -> None:
    """Moscow is three hours ahead of UTC."""
    with clock.at(clock.now().replace(hour=21, minute=30)) as late:
        come(mailbox, letter().as_bytes())
        ledger.count()
    assert MailDay.objects.get().day == late.date() + timedelta(days=1)


def test_the_same_letter_twice_in_a_folder_is_one_letter_in_two_numbers(mailbox: Mailbox) -> None:
    inbound = come(mailbox, letter().as_bytes())
    for uid in (1, 2):
        Fetched.objects.create(mailbox=mailbox, validity=1, uid=uid, inbound=inbound, at=clock.now())
    row = day(mailbox)
    assert (row.taken, row.again, row.stored) == (2, 1, 1)
    assert [one.uid for one in ledger.numbered("again")] == [2]


def test_letters_that_were_missed_and_those_that_are_missing_are_alarms(mailbox: Mailbox, time: Any) -> None:
    now = clock.now()
    Comparison.objects.create(mailbox=mailbox, at=now, on_server=5, missing=2, missing_since=now, found=1, found_at=now)
    assert [(alarm.code, alarm.count) for alarm in ledger.alarms()] == [("missing", 2), ("found", 1)]
    assert {finding.what for finding in checks.balance()} == {"ledger"}
    time.passes(days=2)
    assert [alarm.code for alarm in ledger.alarms()] == ["missing"]


def test_a_letter_that_kills_its_reader_does_not_stop_the_next(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One bad letter never stops the next, whatever it does to the reader."""
    from otklik.channels.email import parsing

    bad, good = come(mailbox, letter("Смертельное").as_bytes()), come(mailbox, letter("Обычное").as_bytes())
    sound = parsing.read

    def read(raw: bytes) -> Any:
        if raw == bad.octets():
            raise RecursionError
        return sound(raw)

    monkeypatch.setattr(parsing, "read", read)
    for _ in range(4):
        jobs.run_due(tolerant=True)
        for inbound in (bad, good):
            with pytest.MonkeyPatch.context():
                try:
                    process(inbound.pk)
                except RecursionError:
                    continue
    states = dict(Inbound.objects.values_list("pk", "state"))
    assert states == {bad.pk: "parked", good.pk: "processed"}
    assert day(mailbox).difference == 0
