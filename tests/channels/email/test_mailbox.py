"""Mailboxes are set up by those who may, checked, and never tell their passwords (A2, F27)."""

from typing import Any

import pytest
from django.db import connection

from otklik.channels.models import Delivery, Inbound, Mailbox
from otklik.kernel.models import AuditEntry
from otklik.kernel.verbs import Forbidden, Refused
from tests.cast import Cast
from tests.servers.smtp import Server

pytestmark = pytest.mark.django_db

FIELDS: dict[str, Any] = {"address": "help@prichal.example", "imap_host": "imap.example", "imap_password": "тайна"}


def test_only_who_answers_for_channels_sets_up_a_mailbox(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        Mailbox.add(by=cast.boris, **FIELDS)
    mailbox = Mailbox.add(by=cast.gleb, **FIELDS)
    with pytest.raises(Forbidden):
        mailbox.change(by=cast.anna, imap_host="evil.example")
    assert list(Mailbox.objects.visible_to(cast.gleb)) == [mailbox]
    assert not Mailbox.objects.visible_to(cast.anna).exists()


def test_a_password_lies_encrypted_and_is_nowhere_in_the_audit(cast: Cast) -> None:
    mailbox = Mailbox.add(by=cast.gleb, **FIELDS)
    mailbox.change(by=cast.gleb, imap_password="новая тайна", folder="Входящие")
    mailbox.change(by=cast.gleb, imap_password="", folder="INBOX")
    mailbox.refresh_from_db()
    assert mailbox.imap_password == "новая тайна"
    with connection.cursor() as cursor:
        cursor.execute("SELECT imap_password FROM channels_mailbox", [])
        assert "тайна" not in cursor.fetchone()[0]
    entries = AuditEntry.objects.filter(noun="mailbox")
    assert entries.count() == 3
    assert "тайна" not in str([(entry.before, entry.after) for entry in entries])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"address": "нет"}, "address.invalid"),
        ({"imap_port": 0}, "mailbox.port"),
        ({"smtp_port": 70000}, "mailbox.port"),
        ({"imap_host": ""}, "mailbox.servers"),
        ({"address": "SUPPORT@prichal.example"}, "mailbox.taken"),
    ],
)
def test_nonsense_is_refused_with_its_code(mailbox: Mailbox, change: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        Mailbox.add(by=None, **{**FIELDS, **change})
    assert refusal.value.code == code or refusal.value.__class__.__name__ == "InvalidAddress"


def test_what_is_not_a_setting_cannot_be_changed(mailbox: Mailbox) -> None:
    with pytest.raises(ValueError, match="last_uid"):
        mailbox.change(by=None, last_uid=5)


def test_there_is_one_default(mailbox: Mailbox) -> None:
    other = Mailbox.add(by=None, **{**FIELDS, "smtp_host": "smtp.example", "is_default": True})
    assert Mailbox.objects.default() == other
    assert not Mailbox.objects.get(pk=mailbox.pk).is_default


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, "ok"),
        ({"smtp_user": "robot", "smtp_password": "secret"}, "ok"),
        ({"smtp_user": "robot", "smtp_password": "wrong"}, "auth"),
        ({"smtp_port": 1}, "connection_refused"),
        ({"smtp_host": "no-such-host.invalid"}, "no_such_host"),
        ({"smtp_security": "starttls"}, "tls"),
        ({"smtp_security": "tls"}, "tls"),
    ],
)
def test_checking_says_how_sending_is(mailbox: Mailbox, smtp: Server, change: dict[str, Any], code: str) -> None:
    mailbox.change(by=None, **change)
    (finding,) = mailbox.check_connection()
    assert (finding.way, finding.code) == ("send", code)
    assert smtp.recorder.letters == []


def test_raw_letters_and_deliveries_are_not_for_everybody(cast: Cast, mailbox: Mailbox) -> None:
    """F8."""
    from otklik.channels import form
    from tests.tickets.acting import opened

    form.keep(text="Моё", by=cast.vera)
    opened(cast.vera).reply(by=cast.anna, body="…")
    assert Inbound.objects.visible_to(cast.gleb).count() == 1
    assert Delivery.objects.visible_to(cast.anna).count() == 1
    for person in (cast.vera, cast.rival, None):
        assert not Inbound.objects.visible_to(person).exists()
        assert not Delivery.objects.visible_to(person).exists()
