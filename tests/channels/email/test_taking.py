"""Letters brought by SMTP and LMTP: 250 only for what is stored and committed (F10, RFC 5321, RFC 2033)."""

import asyncio
import smtplib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

import pytest
from django.db import connection

from otklik.channels.email import receiving, taking
from otklik.channels.models import Inbound, Mailbox
from otklik.kernel import jobs
from tests.channels import child
from tests.channels.conftest import SUPPORT
from tests.channels.email.letters import letter
from tests.servers.dovecot import answers, free_port
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def listening(scheme: str) -> Iterator[int]:
    """The receiver, on a port of the loopback."""
    port, stop = free_port(), threading.Event()
    where = [(scheme, "127.0.0.1", port)]
    thread = threading.Thread(target=lambda: asyncio.run(taking.serve(where, stop)))
    thread.start()
    until(lambda: answers(port))
    try:
        yield port
    finally:
        stop.set()
        thread.join()


@pytest.fixture
def support(db: None) -> Mailbox:
    return Mailbox.add(by=None, **{**SUPPORT, "smtp_host": "smtp.invalid"})


@pytest.fixture
def sales(db: None) -> Mailbox:
    return Mailbox.add(by=None, address="sales@prichal.example", smtp_host="smtp.invalid")


def brought(port: int, *to: str, raw: bytes = b"", sender: str = "vera@warm.example") -> dict[str, tuple[int, bytes]]:
    """What the server refused, by recipient."""
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as client:
        return client.sendmail(sender, to, raw or letter("Раз", sender="vera@warm.example").as_bytes())


def test_a_letter_is_stored_with_its_envelope_and_becomes_a_request(support: Mailbox, cast: object) -> None:
    raw = letter("Не работает", sender="vera@warm.example").as_bytes()
    with listening("smtp") as port:
        brought(port, "support+t1.2.abc@prichal.example", raw=raw)
    inbound = Inbound.objects.get()
    assert inbound.mailbox == support
    octets = inbound.octets()
    head = b"Return-Path: <vera@warm.example>\r\nDelivered-To: support+t1.2.abc@prichal.example\r\n"
    assert octets.startswith(head)
    assert b"From: " in octets[len(head) :]
    jobs.run_due()
    inbound.refresh_from_db()
    assert inbound.state == "processed"


def test_only_our_own_mailboxes_take_letters(support: Mailbox) -> None:
    with listening("smtp") as port:
        refused = brought(port, "support@prichal.example", "nobody@prichal.example", "any@else.example")
    assert {address: code for address, (code, _said) in refused.items()} == {
        "nobody@prichal.example": 550,
        "any@else.example": 550,
    }
    assert Inbound.objects.count() == 1


def test_a_paused_mailbox_takes_nothing(support: Mailbox) -> None:
    support.change(by=None, is_active=False)
    with listening("smtp") as port, pytest.raises(smtplib.SMTPRecipientsRefused):
        brought(port, "support@prichal.example")


def test_one_letter_to_two_mailboxes_is_one_request_and_a_copy(support: Mailbox, sales: Mailbox) -> None:
    raw = letter("Раз", sender="vera@warm.example").as_bytes()
    with listening("smtp") as port:
        brought(port, "support@prichal.example", "sales@prichal.example", raw=raw)
        brought(port, "sales@prichal.example", raw=raw)
    assert sorted(Inbound.objects.values_list("mailbox", "state")) == [(support.pk, "received"), (sales.pk, "copy")]


def test_lmtp_answers_for_each_recipient(support: Mailbox, sales: Mailbox) -> None:
    with listening("lmtp") as port, smtplib.LMTP("127.0.0.1", port, timeout=30) as client:
        client.ehlo_or_helo_if_needed()
        client.mail("vera@warm.example")
        client.rcpt("support@prichal.example")
        client.rcpt("sales@prichal.example")
        assert client.data(letter().as_bytes())[0] == 250
        assert client.getreply()[0] == 250
        assert client.noop()[0] == 250


def test_trouble_with_the_database_is_answered_later_and_nothing_is_lost(
    support: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    with listening("smtp") as port:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE channels_inbound RENAME TO gone", [])
        try:
            with pytest.raises(smtplib.SMTPDataError) as refusal:
                brought(port, "support@prichal.example")
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ALTER TABLE gone RENAME TO channels_inbound", [])
        assert refusal.value.smtp_code == 451
        assert brought(port, "support@prichal.example") == {}
    assert Inbound.objects.count() == 1


def test_a_letter_that_is_too_large_is_refused_at_once(support: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "LETTER_LIMIT", 5000)
    with listening("smtp") as port:
        with smtplib.SMTP("127.0.0.1", port, timeout=30) as client:
            client.ehlo()
            assert client.esmtp_features["size"] == "5000"
        with pytest.raises(smtplib.SMTPSenderRefused) as refusal:
            brought(port, "support@prichal.example", raw=letter("много " * 2000).as_bytes())
    assert refusal.value.smtp_code == 552


def test_letters_in_other_alphabets_come_in(support: Mailbox) -> None:
    """RFC 6531."""
    mailbox = Mailbox.add(by=None, address="поддержка@причал.example", smtp_host="smtp.invalid")
    message = EmailMessage()
    message["From"], message["Subject"] = "вера@тепло.example", "Привет"
    message.set_content("Раз")
    with listening("smtp") as port, smtplib.SMTP("127.0.0.1", port, timeout=30) as client:
        to = ["поддержка@причал.example"]
        client.sendmail("вера@тепло.example", to, message.as_bytes(), mail_options=["SMTPUTF8", "BODY=8BITMIME"])
    inbound = Inbound.objects.get()
    assert inbound.mailbox == mailbox
    assert "Return-Path: <вера@тепло.example>".encode() in inbound.octets()


def test_an_empty_sender_is_kept_so_that_bounces_are_known(support: Mailbox) -> None:
    with listening("smtp") as port:
        brought(port, "support@prichal.example", sender="")
    assert Inbound.objects.get().octets().startswith(b"Return-Path: <>\r\n")


@pytest.mark.parametrize("point", ["take.received", "receive.stored", "receive.committed", "take.committed"])
def test_f10_killed_before_its_answer_the_letter_is_brought_again_and_is_there_once(
    point: str, support: Mailbox
) -> None:
    raw = letter("Пережить", sender="vera@warm.example").as_bytes()
    with child.taking(kill_at=point) as port, pytest.raises((smtplib.SMTPException, ConnectionError)):
        brought(port, "support@prichal.example", raw=raw)
    with child.taking() as port:
        assert brought(port, "support@prichal.example", raw=raw) == {}
    assert Inbound.objects.count() == 1


@pytest.mark.parametrize("said", ["tcp://127.0.0.1:25", "lmtp://127.0.0.1", "25"])
def test_an_address_that_is_none_is_named(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(taking.VARIABLE, said)
    with pytest.raises(ValueError, match="OTKLIK_MAIL_IN"):
        taking.wanted()


def test_several_addresses_are_listened_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(taking.VARIABLE, "lmtp://127.0.0.1:2424, smtp://0.0.0.0:2525")
    assert taking.wanted() == [("lmtp", "127.0.0.1", 2424), ("smtp", "0.0.0.0", 2525)]
