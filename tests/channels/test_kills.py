"""Killed with -9 at every named point of receiving and sending: nothing is lost (F10, F11)."""

from typing import Any

import pytest
from django.db import connection

from otklik.channels import form
from otklik.channels.models import Delivery, Inbound, Mailbox
from otklik.kernel import jobs, settings
from otklik.tickets.models import Attachment, Message, Ticket
from tests.cast import Cast
from tests.channels import child
from tests.channels.conftest import SUPPORT, by_imap
from tests.channels.email.letters import letter
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Server
from tests.tickets.acting import opened

pytestmark = pytest.mark.django_db(transaction=True)

RECEIVING = (
    "receive.fetched",
    "receive.stored",
    "receive.committed",
    "receive.flagged",
    "process.begun",
    "process.parsed",
    "process.filed",
    "process.written",
    "process.committed",
)
BEFORE_THE_FIRST_BYTE = ("deliver.begun", "deliver.composed")
IN_BETWEEN = ("deliver.sending", "deliver.connected")
SENDING = (*BEFORE_THE_FIRST_BYTE, *IN_BETWEEN, "deliver.accepted", "deliver.committed")


def rescue() -> None:
    """What happens by itself soon after a crash: the dead worker's jobs are taken back and run."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - make_interval(hours => 1)", [])
    jobs.rescue()
    jobs.run_due(tolerant=True)


@pytest.mark.servers
@pytest.mark.parametrize("point", RECEIVING)
def test_f10_a_letter_survives_a_kill_at(point: str, cast: Cast, dovecot: Dovecot, imap_user: str) -> None:
    mailbox = Mailbox.add(by=None, **SUPPORT, **by_imap(imap_user, dovecot))
    raw = letter("Пережить", sender="vera@warm.example", files=[("a.pdf", "application/pdf", b"%PDF-1.4 a")]).as_bytes()
    dovecot.deliver(imap_user, raw)
    assert child.run("fetch", mailbox.pk, kill_at=point) == -9
    assert child.run("fetch", mailbox.pk) == 0
    rescue()
    inbound = Inbound.objects.get()
    ticket = Ticket.objects.get()
    assert (inbound.state, inbound.ticket, ticket.customer) == ("processed", ticket, cast.vera)
    assert Message.objects.get().body == "Пережить"
    assert Attachment.objects.exclude(message=None).get().name == "a.pdf"
    assert Attachment.objects.filter(message=None).count() == 0
    assert dovecot.letters(imap_user, "UNSEEN") == []
    assert _jobs_left() == 0


@pytest.mark.parametrize("point", SENDING)
def test_f11_a_reply_survives_a_kill_at(point: str, cast: Cast, mailbox: Mailbox, smtp: Server) -> None:
    reply = _said(cast)
    assert child.run("work", kill_at=point) == -9
    rescue()
    delivery = Delivery.objects.get(message=reply)
    copies = [received.octets for received in smtp.recorder.to("vera@warm.example")]
    assert delivery.state == "sent"
    assert set(copies) == {delivery.octets()}
    assert len(copies) == (2 if point == "deliver.accepted" else 1)
    assert delivery.may_have_been_sent_twice == (point in (*IN_BETWEEN, "deliver.accepted"))
    assert _jobs_left() == 0


def test_f11_a_second_crash_while_sending_is_a_visible_failure_and_never_a_third_copy(
    cast: Cast, mailbox: Mailbox, smtp: Server
) -> None:
    reply = _said(cast)
    assert child.run("work", kill_at="deliver.accepted") == -9
    take_back()
    assert child.run("work", kill_at="deliver.accepted") == -9
    rescue()
    delivery = Delivery.objects.get(message=reply)
    assert (delivery.state, delivery.reason) == ("failed", "crashed_twice")
    assert len(smtp.recorder.letters) == 2
    assert reply.ticket.__class__.objects.get(pk=reply.ticket_id).reply_owed_since is not None


@pytest.mark.parametrize("point", ["form.stored", "form.opened"])
def test_f10_a_form_survives_a_kill_at(point: str, cast: Cast, time: Any) -> None:
    from otklik.channels import receiving

    assert child.run("submit", cast.vera.pk, kill_at=point) == -9
    time.passes(minutes=5)
    receiving.sweep()
    jobs.run_due()
    ticket = Ticket.objects.get()
    assert form.submit(by=cast.vera, text="Не работает", once="the form") == ticket
    assert Ticket.objects.count() == Inbound.objects.count() == 1


def _said(cast: Cast) -> Message:
    settings.change("tickets.undo_send", settings.get("tickets.undo_send") * 0, by=None)
    ticket = opened(cast.vera, "Раз")
    return ticket.reply(by=cast.anna, body="Два")


def take_back() -> None:
    """The dead worker is noticed, and its jobs wait for another."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - make_interval(hours => 1)", [])
    jobs.rescue()


def _jobs_left() -> int:
    """Jobs of letters that somebody would still run."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name LIKE %s", ["channels.%"])
        return int(cursor.fetchone()[0])
