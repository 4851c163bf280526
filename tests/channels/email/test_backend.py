"""Sign-in codes and notices leave by the default mailbox, at once or when there is one."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection, send_mail
from django.test import override_settings

from otklik.channels import outbox
from otklik.channels.email.receiving import receive
from otklik.channels.models import Delivery, Mailbox
from otklik.kernel import jobs
from tests.servers.smtp import Server

pytestmark = pytest.mark.django_db
BACKEND = "otklik.channels.email.backend.MailboxBackend"


@pytest.fixture(autouse=True)
def _ours(settings: Any) -> None:
    """Django's tests put a backend of their own in its place."""
    settings.EMAIL_BACKEND = BACKEND


def test_a_code_leaves_at_once_and_is_marked_as_a_machines(mailbox: Mailbox, smtp: Server) -> None:
    assert send_mail("Код 123456", "Ваш код: 123456", None, ["Вера <vera@warm.example>"]) == 1
    jobs.run_due(queues=["now"])
    (received,) = smtp.recorder.to("vera@warm.example")
    assert received.letter["From"].addresses[0].addr_spec == "support@prichal.example"
    assert received.letter["Subject"] == "Код 123456"
    assert received.letter["Auto-Submitted"] == "auto-generated"
    assert "123456" in received.octets.decode()
    assert Delivery.objects.get().state == "sent"


def test_both_forms_of_a_letter_leave(mailbox: Mailbox, smtp: Server) -> None:
    letter = EmailMultiAlternatives("Тема", "Текст", None, ["a@b.example", "c@d.example"])
    letter.attach_alternative("<p>Текст</p>", "text/html")
    letter.send()
    jobs.run_due()
    assert len(smtp.recorder.letters) == 2
    page = smtp.recorder.letters[0].letter.get_body(("html",))
    assert page
    assert "<p>Текст</p>" in str(page.get_content())


def test_a_code_is_not_sent_when_it_is_no_longer_worth_it(mailbox: Mailbox, smtp: Server, time: Any) -> None:
    EmailMessage("Код", "123456", None, ["a@b.example"], headers={"expires": "600"}).send()
    time.passes(minutes=11)
    jobs.run_due()
    assert smtp.recorder.letters == []
    assert (Delivery.objects.get().state, Delivery.objects.get().reason) == ("failed", "expired")


def test_nothing_is_sent_when_the_transaction_fails(mailbox: Mailbox, smtp: Server) -> None:
    from django.db import transaction

    with transaction.atomic():
        send_mail("Код", "123456", None, ["a@b.example"])
        transaction.set_rollback(True)
    jobs.run_due()
    assert smtp.recorder.letters == []


def test_without_a_mailbox_the_demo_shows_the_letter_and_nothing_else_does(time: Any) -> None:
    send_mail("Код", "Ваш код: 123456", None, ["vera@warm.example"])
    jobs.run_due()
    assert Delivery.objects.get().state == "held"
    assert outbox.recent("vera@warm.example") == []
    with override_settings(DEMO=True):
        (shown,) = outbox.recent("Vera@warm.example")
        assert (shown.subject, shown.text) == ("Код", "Ваш код: 123456")
        assert outbox.recent("other@warm.example") == []
        time.passes(hours=2)
        assert outbox.recent("vera@warm.example") == []


def test_codes_are_forgotten_after_some_days(mailbox: Mailbox, time: Any) -> None:
    from otklik.channels import delivering

    send_mail("Код", "123456", None, ["a@b.example"])
    jobs.run_due()
    time.stands(time.passes(days=4))
    delivering.sweep()
    assert Delivery.objects.get().content is None


def test_a_bounced_notice_is_known_and_troubles_nobody(mailbox: Mailbox, smtp: Server) -> None:
    from tests.channels.email.letters import DSN

    send_mail("Код", "123456", None, ["vera@shop.example"])
    jobs.run_due()
    delivery = Delivery.objects.get()
    receive(DSN % {b"ours": delivery.letter_id.encode()}, mailbox)
    jobs.run_due()
    assert Delivery.objects.get().state == "bounced"


def test_a_subject_cannot_smuggle_headers(mailbox: Mailbox, smtp: Server) -> None:
    message = EmailMessage("Код", "x", None, ["a@b.example"])
    message.subject = "Код\r\nBcc: spy@evil.example"
    get_connection(BACKEND).send_messages([message])
    jobs.run_due()
    (received,) = smtp.recorder.letters
    assert (received.recipients, received.letter["Bcc"]) == (["a@b.example"], None)
    assert timedelta(0) <= Delivery.objects.get().expires_at - Delivery.objects.get().created_at  # type: ignore[operator]
