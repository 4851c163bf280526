"""The servers that tests stand on do what they are for."""

import smtplib

import pytest

from tests.servers.fixtures import _smtp, dovecot, imap_user, smtp
from tests.servers.smtp import send

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
