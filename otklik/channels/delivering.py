"""Messages on their way out, whatever the channel (F11): queued with the message, sent by a job, never lost.

A delivery is `sending`, committed, before its first byte leaves. Killed between the server's 250 and our commit it goes
out once more, byte for byte the same, and says so: the one copy too many that SMTP allows (RFC 5321 §4.5.5).
"""

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection, transaction

from otklik.channels.models import Delivery, DeliveryState, Mailbox
from otklik.channels.registry import SENDERS, Delayed, NoWayOut, Undeliverable
from otklik.kernel import clock, jobs, reading
from otklik.kernel.events import Event, Side
from otklik.kernel.inserting import insert_once
from otklik.kernel.killpoints import reach
from otklik.kernel.verbs import Stale, verb
from otklik.people import rights
from otklik.people.models import Identity, Person
from otklik.tickets.kinds import OUTGOING
from otklik.tickets.models import Message, Ticket

logger = logging.getLogger(__name__)

NAMESPACE = 0x07_4B_1D
FORGOTTEN = timedelta(minutes=2)
MOST_AT_ONCE = 1000
KEPT = timedelta(days=3)
"""How long a letter waits for a mailbox to be set up."""


def address(event: Event) -> None:
    """Queue a reply for everybody it is meant for, in the transaction that said it. Notes never leave (B4)."""
    message = _said(event)
    if message.kind not in OUTGOING or message.side == Side.CUSTOMER:
        return
    first = reading.attach(message.ticket, "reply_to").reply_to
    if first is not None:
        _queue(message, first)
    for note in message.notifications.filter(is_copy=True, person__role__isnull=True).order_by("pk"):
        copy = note.person.identities.filter(kind="email").order_by("-is_primary", "id").first()
        if copy is not None and (first is None or copy.pk != first.pk):
            _queue(message, copy, is_copy=True)


def _said(event: Event) -> Message:
    """The message that the event is about: what its verb has just said, as a rule."""
    ticket, number = event.subject, event.data["message"]
    if isinstance(ticket, Ticket) and ticket.last_message is not None and ticket.last_message.pk == number:
        return ticket.last_message
    return Message.objects.select_related("ticket__reply_to__person").get(pk=number)


def _queue(message: Message, identity: Identity, *, is_copy: bool = False) -> None:
    if identity.kind not in SENDERS:
        return
    delivery = Delivery(
        message=message,
        channel=identity.kind,
        address=identity.value,
        recipient_id=identity.person_id,
        identity_id=identity.pk,
        is_copy=is_copy,
        created_at=clock.now(),
        next_try_at=message.visible_at,
    )
    if insert_once(delivery):
        delivery.send_later()


def take_back(event: Event) -> None:
    """A message that was taken back does not leave (B9)."""
    for delivery in Delivery.objects.filter(message=event.data["message"], state=DeliveryState.QUEUED):
        delivery.withdraw()


@jobs.task(queue="soon")
def deliver(delivery_id: int) -> None:
    """Send a message that is due."""
    for delivery in Delivery.objects.unfinished().filter(pk=delivery_id):
        send(delivery)


@jobs.task(queue="now")
def deliver_at_once(delivery_id: int) -> None:
    """Send a code, for which somebody waits: not behind messages to a server that is slow."""
    deliver(delivery_id)


def send(delivery: Delivery) -> None:
    """One attempt. Whatever goes wrong is written on the delivery; nothing is raised."""
    with _alone(delivery) as alone:
        if not alone or not _is_due(delivery):
            return
        try:
            _attempt(delivery)
        except Delayed as trouble:
            delivery.put_off(trouble.reason, trouble.error, doubtful=trouble.doubtful)
        except Undeliverable as trouble:
            delivery.fail(trouble.reason, trouble.error)
        except NoWayOut:
            delivery.hold()
        except Exception:
            logger.exception("a delivery broke", extra={"delivery": delivery.pk})
            delivery.put_off("error", traceback.format_exc()[-2000:])


def _is_due(delivery: Delivery) -> bool:
    delivery.refresh_from_db()
    if delivery.message is not None and delivery.message.withdrawn_at is not None:
        delivery.withdraw()
        return False
    if delivery.expires_at and delivery.expires_at < clock.now():
        delivery.fail("expired")
        return False
    if delivery.state == DeliveryState.SENDING:
        return True
    return delivery.state == DeliveryState.QUEUED and (not delivery.next_try_at or delivery.next_try_at <= clock.now())


def _attempt(delivery: Delivery) -> None:
    channel = SENDERS[delivery.channel]
    reach("deliver.begun")
    channel.compose(delivery)
    reach("deliver.composed")
    if not delivery.begin():
        _give_up(delivery)
        return
    reach("deliver.sending")
    channel.send(delivery)
    reach("deliver.accepted")
    delivery.note_sent()
    reach("deliver.committed")


def _give_up(delivery: Delivery) -> None:
    """It was sent meanwhile, or two attempts ended in a crash: a third copy is never risked."""
    delivery.refresh_from_db()
    if delivery.state == DeliveryState.SENDING:
        delivery.fail("crashed_twice")


@contextmanager
def _alone(delivery: Delivery) -> Iterator[bool]:
    """Whether nobody else is sending it: a worker that is slow is not a worker that is gone."""
    key = [NAMESPACE, delivery.pk % 2**31]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s::int4, %s::int4)", key)
        won = bool(cursor.fetchone()[0])
    try:
        yield won
    finally:
        if won:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s::int4, %s::int4)", key)


@jobs.task(queue="bulk")
def sweep() -> None:
    """Send what lost its job or waited for a mailbox, and forget letters of the house that are over; every minute."""
    late = clock.now() - FORGOTTEN
    lost = Delivery.objects.filter(state=DeliveryState.QUEUED, next_try_at__lt=late)
    stuck = Delivery.objects.filter(state=DeliveryState.SENDING, began_at__lt=late)
    for delivery in [*lost, *stuck]:
        delivery.send_later()
    for delivery in Delivery.objects.filter(state=DeliveryState.HELD):
        _release(delivery)
    Delivery.objects.filter(message=None, content__isnull=False, created_at__lt=clock.now() - KEPT).update(content=None)


@verb
def try_all_again(*, by: Person) -> int:
    """Send everything once more that no server has taken: the trouble is over. What came back is not among it."""
    rights.require(by, rights.MANAGE_CHANNELS)
    for waiting in Delivery.objects.visible_to(by).put_off().order_by("id")[:MOST_AT_ONCE]:
        waiting.hurry()
    stuck = Delivery.objects.visible_to(by).given_up().order_by("id")[:MOST_AT_ONCE]
    return sum(_tried_again(delivery, by) for delivery in stuck)


def hurry(mailbox: Mailbox) -> None:
    """The mailbox sends again: what waited for it does not wait any longer."""
    for waiting in Delivery.objects.filter(mailbox=mailbox).put_off().order_by("id")[:MOST_AT_ONCE]:
        waiting.hurry()


def _tried_again(delivery: Delivery, by: Person) -> int:
    try:
        with transaction.atomic():
            delivery.try_again(by=by)
    except Stale:
        return 0
    return 1


def _release(delivery: Delivery) -> None:
    """A held delivery goes out when there is a mailbox again, or fails when it has waited too long."""
    if delivery.created_at < clock.now() - KEPT or (delivery.expires_at and delivery.expires_at < clock.now()):
        delivery.fail("expired")
    elif Mailbox.objects.sending().exists():
        Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.HELD).update(
            state=DeliveryState.QUEUED, next_try_at=clock.now()
        )
        delivery.send_later()
