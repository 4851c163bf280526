"""What did not arrive is seen, and sent again: to the same address, to another one, or all of it (F11)."""

from typing import Any

import pytest

from otklik.channels import delivering, tracing
from otklik.channels.models import Delivery, Mailbox
from otklik.kernel import jobs
from otklik.kernel.models import Event
from otklik.kernel.verbs import Forbidden, Refused, Stale
from otklik.people import identifying
from otklik.tickets.models import Ticket
from tests.cast import Cast
from tests.channels.email.test_delivering import later, sent
from tests.servers.smtp import Server
from tests.tickets.acting import codes, opened

pytestmark = pytest.mark.django_db
NO_SUCH_USER = "550 5.1.1 no such user"


@pytest.fixture
def failed(cast: Cast, mailbox: Mailbox, smtp: Server) -> Delivery:
    """A reply to Vera whose address is no more; a copy to Pavel that came."""
    smtp.recorder.refused["vera@warm.example"] = NO_SUCH_USER
    reply = opened(cast.vera).reply(by=cast.anna, body="Ответ", copies=[cast.pavel])
    later(seconds=15)
    return Delivery.objects.get(message=reply, recipient=cast.vera)


def test_a_message_tells_of_each_address_how_it_fares_and_since_when(failed: Delivery) -> None:
    vera, pavel = tracing.states([failed.message_id or 0])[failed.message_id or 0]
    assert (vera.state, pavel.state, pavel.why) == ("failed", "sent", "")
    assert "no such user" in vera.why
    assert vera.at == failed.failed_at
    assert pavel.at == Delivery.objects.get(address=pavel.address).sent_at


def test_sending_again_does_not_resend_to_those_who_have_it(failed: Delivery, cast: Cast, smtp: Server) -> None:
    smtp.recorder.refused.clear()
    failed.try_again(by=cast.anna)
    jobs.run_due(times=2)
    assert len(smtp.recorder.to("vera@warm.example")) == 1
    assert len(smtp.recorder.to("pavel@warm.example")) == 1


def test_another_address_gets_the_same_words_and_the_old_one_is_left_alone(
    failed: Delivery, cast: Cast, smtp: Server
) -> None:
    new = identifying.add(cast.vera, "email", "vera@home.example", by=cast.anna)
    instead = failed.redirect(new, by=cast.anna)
    jobs.run_due()
    instead.refresh_from_db()
    failed.refresh_from_db()
    assert (instead.state, failed.state) == ("sent", "withdrawn")
    (received,) = smtp.recorder.to("vera@home.example")
    assert "Ответ" in str(received.letter.get_body(("plain",)).get_content())  # type: ignore[union-attr]
    assert Event.objects.get(code="delivery.redirected").data["to"] == instead.pk
    with pytest.raises(Stale):
        failed.redirect(new, by=cast.anna)


def test_a_reply_is_never_sent_to_somebody_elses_address(failed: Delivery, cast: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        failed.redirect(cast.rival.identities.get(), by=cast.anna)
    assert refusal.value.code == "delivery.foreign"


def test_an_address_that_had_failed_before_may_be_chosen_again(failed: Delivery, cast: Cast, smtp: Server) -> None:
    new = identifying.add(cast.vera, "email", "vera@home.example", by=cast.anna)
    smtp.recorder.refused["vera@home.example"] = NO_SUCH_USER
    instead = failed.redirect(new, by=cast.anna)
    jobs.run_due()
    smtp.recorder.refused.clear()
    instead.refresh_from_db()
    assert instead.redirect(cast.vera.identities.get(value="vera@warm.example"), by=cast.anna) == failed
    jobs.run_due()
    failed.refresh_from_db()
    assert (failed.state, len(smtp.recorder.to("vera@warm.example"))) == ("sent", 1)


def test_everything_that_failed_is_tried_again_and_what_came_back_is_not(
    cast: Cast, mailbox: Mailbox, smtp: Server
) -> None:
    smtp.recorder.refused["vera@warm.example"] = NO_SUCH_USER
    lost = [sent(opened(cast.vera).reply(by=cast.anna, body="…")) for _ in range(3)]
    lost[0].try_again(by=cast.anna)
    Delivery.objects.filter(pk=lost[0].pk).update(state="sent")
    lost[0].bounce("5.1.1")
    smtp.recorder.refused.clear()
    with pytest.raises(Forbidden):
        delivering.try_all_again(by=cast.anna)
    assert delivering.try_all_again(by=cast.gleb) == 2
    jobs.run_due()
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["bounced", "sent", "sent"]
    assert delivering.try_all_again(by=cast.gleb) == 0


def test_a_letter_that_is_tried_again_says_why_and_when(cast: Cast, mailbox: Mailbox, smtp: Server, time: Any) -> None:
    smtp.recorder.refused["vera@warm.example"] = "450 4.2.2 mailbox full"
    reply = opened(cast.vera).reply(by=cast.anna, body="…")
    time.passes(seconds=15)
    jobs.run_due()
    (told,) = tracing.states([reply.pk])[reply.pk]
    assert (told.state, told.next_at) == ("queued", Delivery.objects.get(message=reply).next_try_at)
    assert "mailbox full" in told.why


# The debt of reply


def test_what_was_owed_for_a_lost_reply_is_paid_when_it_arrives(failed: Delivery, cast: Cast, smtp: Server) -> None:
    ticket = Ticket.objects.get()
    assert ticket.reply_owed_since is not None
    smtp.recorder.refused.clear()
    failed.try_again(by=cast.anna)
    jobs.run_due()
    assert Ticket.objects.filter(reply_owed_since=None).exists()
    assert codes(ticket)[-1] == "ticket.redelivered"


@pytest.mark.parametrize("channel", ["email", "form"])
def test_a_debt_for_newer_words_stays(failed: Delivery, cast: Cast, smtp: Server, channel: str) -> None:
    Ticket.objects.get().write(by=cast.vera, body="Где же ответ?", channel=channel)
    smtp.recorder.refused.clear()
    failed.try_again(by=cast.anna)
    jobs.run_due()
    assert Ticket.objects.get().reply_owed_since is not None


def test_two_lost_replies_are_both_to_arrive(failed: Delivery, cast: Cast, smtp: Server, time: Any) -> None:
    time.passes(minutes=1)
    second = sent(Ticket.objects.get().reply(by=cast.anna, body="Ещё раз"))
    smtp.recorder.refused.clear()
    second.try_again(by=cast.anna)
    jobs.run_due()
    assert Ticket.objects.get().reply_owed_since is not None
    failed.try_again(by=cast.anna)
    jobs.run_due()
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


# When the server is back


def test_a_mailbox_that_sends_again_lets_everything_go_that_waited_for_it(
    cast: Cast, mailbox: Mailbox, smtp: Server, time: Any
) -> None:
    mailbox.change(by=None, smtp_port=1)
    for _ in range(3):
        opened(cast.vera).reply(by=cast.anna, body="…")
    for minutes in (1, 2, 6, 16):  # each pause is longer
        time.passes(minutes=minutes)
        jobs.run_due()
    assert Delivery.objects.put_off().count() == 3
    mailbox.change(by=None, smtp_port=smtp.port)
    opened(cast.vera).reply(by=cast.anna, body="…")
    time.passes(seconds=15)
    jobs.run_due()
    jobs.run_due()
    assert len(smtp.recorder.letters) == 4
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    time.passes(days=3)
    jobs.run_due()
    assert len(smtp.recorder.letters) == 4
