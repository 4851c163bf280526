"""The servers that tests stand on do what they are for."""

import smtplib

import pytest

from tests.servers import postfix
from tests.servers.fixtures import _smtp, dovecot, imap_user, smtp
from tests.servers.smtp import send
from tests.waiting import until

__all__ = ["_smtp", "dovecot", "imap_user", "smtp"]
RAW = b"From: vera@shop.example\r\nSubject: Gmail\r\n\r\nbody\r\n"


@pytest.mark.servers
def test_a_delivered_letter_is_there_and_survives_an_outage(dovecot, imap_user):
    dovecot.deliver(imap_user, RAW, to=f"{imap_user}+t1.abc@desk.test")
    dovecot.stop()
    dovecot.start()
    (number,) = dovecot.letters(imap_user, "UNSEEN")
    with dovecot.opened(imap_user) as client:
        fetched = client.uid("FETCH", number, "(BODY.PEEK[])")[1][0][1]
    assert f"Delivered-To: {imap_user}+t1.abc@desk.test".encode() in fetched
    assert fetched.endswith(b"body\r\n")


def test_the_recorder_keeps_exact_bytes(smtp):
    send(smtp.port, RAW, sender="vera@shop.example", to=["support@desk.test"])
    (received,) = smtp.recorder.to("support@desk.test")
    assert received.octets == RAW


def test_the_recorder_refuses_whom_it_is_told_to(smtp):
    smtp.recorder.refused["gone@desk.test"] = "550 5.1.1 no such user"
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send(smtp.port, RAW, sender="vera@shop.example", to=["gone@desk.test"])
    assert smtp.recorder.letters == []


def test_the_recorder_can_put_off(smtp):
    smtp.recorder.after_data = lambda envelope: "451 4.3.0 later"
    with pytest.raises(smtplib.SMTPDataError):
        send(smtp.port, RAW, sender="vera@shop.example", to=["support@desk.test"])
    assert smtp.recorder.letters == []


@pytest.mark.servers
def test_postfix_delivers_and_sends_back_what_the_relay_refuses(dovecot, imap_user, smtp):
    smtp.recorder.refused["gone@shop.example"] = "550 5.1.1 no such user"
    try:
        with postfix.running(lmtp=dovecot.lmtp, relay=smtp.port) as server:
            send(server.port, RAW, sender="vera@shop.example", to=[f"{imap_user}+t1.abc@prichal.example"])
            send(server.port, RAW, sender=f"{imap_user}+b1@prichal.example", to=["gone@shop.example"])
            send(server.port, RAW, sender="", to=["there@shop.example"])
            until(lambda: len(dovecot.letters(imap_user)) == 2)
            until(lambda: smtp.recorder.to("there@shop.example"))
            until(lambda: server.waiting() == 0)
    except postfix.Missing as reason:
        pytest.skip(str(reason))
    with dovecot.opened(imap_user) as client:
        came = [client.uid("FETCH", number, "(BODY.PEEK[])")[1][0][1] for number in (b"1", b"2")]
    (bounce,) = [raw for raw in came if b"Undelivered Mail Returned to Sender" in raw]
    assert b"Status: 5.1.1" in bounce
    assert f"{imap_user}+b1@prichal.example".encode() in bounce
