"""Letters of ours that come back (research: mail, §3.3)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from otklik.channels.email import tokens
from otklik.channels.models import Delivery, Inbound, Mailbox
from otklik.kernel import clock, jobs
from otklik.kernel.events import Event
from otklik.people import identifying
from otklik.people.models import Identity
from otklik.tickets.models import Message, Ticket
from tests.cast import Cast
from tests.channels.email.letters import DSN
from tests.channels.email.test_receiving import answered, arrived

pytestmark = pytest.mark.django_db


def bounced(delivery: Delivery, status: bytes = b"5.1.1", action: bytes = b"failed") -> Inbound:
    raw = DSN % {b"ours": delivery.letter_id.encode()}
    raw = raw.replace(b"5.1.1", status).replace(b"Action: failed", b"Action: " + action)
    return arrived(raw.replace(b"bounce-1@", f"bounce-{delivery.pk}-{clock.now().timestamp()}@".encode()))


def sent_again(ticket: Ticket, by: Any) -> Delivery:
    message = ticket.reply(by=by, body="Ещё раз")
    with clock.at(clock.now() + timedelta(minutes=1)):
        jobs.run_due()
    return Delivery.objects.get(message=message)


def test_an_address_that_does_not_exist_is_marked_at_once(cast: Cast, mailbox: Mailbox) -> None:
    _ticket, delivery = answered(cast, mailbox)
    bounced(delivery)
    assert Identity.objects.get(pk=delivery.identity_id).undeliverable_since is not None


def test_other_bounces_mark_an_address_after_three(cast: Cast, mailbox: Mailbox) -> None:
    ticket, delivery = answered(cast, mailbox)
    bounced(delivery, b"5.2.2")
    bounced(sent_again(ticket, cast.anna), b"5.2.2")
    assert Identity.objects.get(pk=delivery.identity_id).undeliverable_since is None
    bounced(sent_again(ticket, cast.anna), b"5.2.2")
    assert Identity.objects.get(pk=delivery.identity_id).undeliverable_since is not None


def test_bounces_before_somebody_said_that_the_address_works_are_forgotten(cast: Cast, mailbox: Mailbox) -> None:
    ticket, delivery = answered(cast, mailbox)
    bounced(delivery)
    address = Identity.objects.get(pk=delivery.identity_id)
    with clock.at(clock.now() + timedelta(hours=1)):
        identifying.note_deliverable(address, by=cast.anna)
    with clock.at(clock.now() + timedelta(hours=2)):
        bounced(sent_again(ticket, cast.anna), b"5.2.2")
    address.refresh_from_db()
    assert address.undeliverable_since is None


def test_a_letter_that_was_refused_for_what_it_holds_says_nothing_of_the_address(cast: Cast, mailbox: Mailbox) -> None:
    ticket, delivery = answered(cast, mailbox)
    bounced(delivery, b"5.7.1")
    for _ in range(2):
        bounced(sent_again(ticket, cast.anna), b"5.7.1")
    assert Identity.objects.get(pk=delivery.identity_id).undeliverable_since is None


def test_a_delay_is_a_note_on_the_delivery_and_nothing_else(cast: Cast, mailbox: Mailbox, signed_in: Any) -> None:
    ticket, delivery = answered(cast, mailbox)
    inbound = bounced(delivery, b"4.4.1", b"delayed")
    delivery.refresh_from_db()
    assert (inbound.state, delivery.state, delivery.reason) == ("processed", "sent", "4.4.1")
    assert Ticket.objects.get(pk=ticket.pk).reply_owed_since is None
    page = signed_in(cast.anna).get(f"/desk/tickets/{ticket.number}/").content.decode()
    assert "другой сервер ещё не доставил его: vera@warm.example" in page


def test_a_report_that_all_is_well_changes_nothing(cast: Cast, mailbox: Mailbox) -> None:
    ticket, delivery = answered(cast, mailbox)
    assert bounced(delivery, b"2.1.5", b"delivered").state == "processed"
    delivery.refresh_from_db()
    assert delivery.state == "sent"
    assert Ticket.objects.get(pk=ticket.pk).reply_owed_since is None


def test_a_bounce_finds_its_delivery_by_the_envelope_sender_alone(cast: Cast, mailbox: Mailbox) -> None:
    _ticket, delivery = answered(cast, mailbox)
    verp = tokens.bounce_address("support@prichal.example", delivery.pk)
    raw = f"From: MAILER-DAEMON@mx.example\nTo: {verp}\nSubject: failure notice\n\nHi. This is the qmail-send.\n"
    arrived((raw + "<vera@shop.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n").encode())
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == ("bounced", "5.1.1")


def test_a_bounce_finds_its_delivery_by_the_mark_in_what_it_returns(cast: Cast, mailbox: Mailbox) -> None:
    ticket, delivery = answered(cast, mailbox)
    mark = tokens.reply_address("support@prichal.example", ticket.pk, delivery.identity_id or 0)
    raw = "From: MAILER-DAEMON@mx.example\nSubject: failure notice\n\nHi. This is the qmail-send program.\n"
    arrived(f"{raw}<vera@shop.example>: (#5.1.1)\n\n--- Below this line is a copy.\n\nReply-To: {mark}\n".encode())
    delivery.refresh_from_db()
    assert delivery.state == "bounced"


@pytest.mark.parametrize("address", ["support+b{pk}.aaaaaaaaaaaaaaaaaa@prichal.example", "support@prichal.example"])
def test_a_bounce_without_proof_touches_nothing(cast: Cast, mailbox: Mailbox, address: str) -> None:
    _ticket, delivery = answered(cast, mailbox)
    raw = f"From: MAILER-DAEMON@mx.example\nTo: {address.format(pk=delivery.pk)}\nSubject: failure notice\n\n"
    inbound = arrived(f"{raw}Hi. This is the qmail-send program.\n<vera@warm.example>: (#5.1.1)\n".encode())
    delivery.refresh_from_db()
    assert (inbound.state, inbound.reason, delivery.state) == ("dropped", "bounce_of_a_strange_letter", "sent")


ARF = b"""From: fbl@provider.example
Subject: abuse report
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="B"

--B
Content-Type: text/plain

This is an email abuse report.
--B
Content-Type: message/feedback-report

Feedback-Type: abuse
Version: 1
Original-Rcpt-To: vera@warm.example
--B
Content-Type: message/rfc822

Message-ID: <%(ours)s>
Subject: hi

hi
--B--
"""


def test_a_complaint_is_told_in_the_request_and_is_no_bounce(cast: Cast, mailbox: Mailbox) -> None:
    ticket, delivery = answered(cast, mailbox)
    before = Message.objects.count()
    inbound = arrived(ARF % {b"ours": delivery.letter_id.encode()}, mailbox)
    delivery.refresh_from_db()
    assert (inbound.state, inbound.reason, delivery.state) == ("processed", "complaint", "sent")
    assert Event.objects.filter(code="ticket.complained", ticket_id=ticket.pk).count() == 1
    assert Message.objects.count() == before


def test_a_complaint_about_a_strange_letter_is_put_aside(mailbox: Mailbox) -> None:
    inbound = arrived(ARF % {b"ours": b"other@prichal.example"}, mailbox)
    assert (inbound.state, inbound.reason) == ("dropped", "complaint_about_a_strange_letter")


def test_the_desk_warns_of_an_address_and_an_agent_clears_it(cast: Cast, mailbox: Mailbox, signed_in: Any) -> None:
    ticket, delivery = answered(cast, mailbox)
    bounced(delivery)
    anna: Client = signed_in(cast.anna)
    page = anna.get(f"/desk/tickets/{ticket.number}/").content.decode()
    assert "Письма на vera@warm.example возвращаются с " in page
    clear = f"/desk/tickets/{ticket.number}/addresses/{delivery.identity_id}/delivery/"
    assert f'formaction="{clear}"' in page
    assert anna.post(clear).status_code == 303
    assert Identity.objects.get(pk=delivery.identity_id).undeliverable_since is None
    assert "возвращаются с" not in anna.get(f"/desk/tickets/{ticket.number}/").content.decode()
