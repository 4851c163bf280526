"""What came in becomes a request, whatever the channel: stored first, read by a job that may run again (F10)."""

import logging
import traceback
from datetime import timedelta
from typing import Any

from otklik.channels.models import Inbound, InboundState
from otklik.channels.registry import READERS, TooEarly
from otklik.kernel import clock, events, jobs, reading
from otklik.kernel.inserting import insert_once
from otklik.kernel.killpoints import reach
from otklik.kernel.verbs import Refused, verb

logger = logging.getLogger(__name__)

FORGOTTEN = timedelta(minutes=2)
"""After which something stored and not read is read by the sweep: its job got lost."""


@verb
def store(channel: str, dedupe_key: str, *, read_here: bool = False, **known: Any) -> Inbound:
    """Store something that came in; the same thing twice is stored once, and by another mailbox as a copy.

    `read_here`: whoever stores it reads it at once; a job does so only if that did not work.
    """
    defaults = {"received_at": clock.now(), **known}
    inbound = Inbound(channel=channel, dedupe_key=dedupe_key, **defaults)
    is_new = insert_once(inbound)
    if not is_new:
        inbound = Inbound.objects.get(channel=channel, dedupe_key=dedupe_key)
    mailbox = known.get("mailbox")
    if is_new:
        events.record("letter.received", by=None, noun=inbound, mailbox=mailbox.pk if mailbox else None)
        if inbound.state == InboundState.RECEIVED and not read_here:
            process_later(inbound.pk)
    elif mailbox and inbound.mailbox_id != mailbox.pk:
        _store_copy(inbound, defaults)
    return inbound


def _store_copy(first: Inbound, known: dict[str, Any]) -> None:
    mailbox = known["mailbox"]
    copy, is_new = Inbound.objects.get_or_create(
        channel=first.channel,
        dedupe_key=f"{first.dedupe_key}.{mailbox.pk}",
        defaults={**known, "state": InboundState.COPY, "copy_of": first, "settled_at": clock.now()},
    )
    if is_new:
        events.record("letter.copied", by=None, noun=copy, of=first.pk, mailbox=mailbox.pk)


def process_later(inbound_id: int) -> None:
    """Let a job read it."""
    jobs.later(process, unique=f"inbound-{inbound_id}", inbound_id=inbound_id)


@jobs.task(queue="now", attempts=4)
def process(inbound_id: int) -> None:
    """Read what came in."""
    for inbound in reading.rows(Inbound, "id = %s::bigint AND state = 'received'", [inbound_id]):
        read(reading.attach(inbound, "raw", "mailbox"))


def read(inbound: Inbound) -> None:
    """Make or continue a request. What cannot be read is parked with its reason; a passing trouble is raised."""
    if not inbound.begin():
        return
    reach("process.begun")
    try:
        READERS[inbound.channel](inbound)
    except Refused as refusal:
        inbound.park(refusal.code, str(refusal.said))
    except TooEarly:
        raise
    except Exception:
        inbound.refresh_from_db()
        logger.exception("a letter could not be read", extra={"inbound": inbound.pk, "attempts": inbound.attempts})
        if not _is_last_attempt(inbound):
            raise
        inbound.park("error", traceback.format_exc())
    reach("process.committed")


def _is_last_attempt(inbound: Inbound) -> bool:
    from otklik.channels.models.inbound import ATTEMPTS

    return inbound.attempts >= ATTEMPTS


@jobs.task(queue="bulk")
def sweep() -> None:
    """Read what was stored and never read, because its job got lost; every minute."""
    for pk in Inbound.objects.unread().filter(received_at__lt=clock.now() - FORGOTTEN).values_list("pk", flat=True):
        process_later(pk)
