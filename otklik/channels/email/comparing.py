"""What a folder holds is compared with what we keep of it: a letter that fetching missed is found and fetched (F10)."""

from __future__ import annotations

import imaplib
import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import connection
from django.utils.translation import gettext as _

from otklik.channels import ledger
from otklik.channels.models import Comparison, Fetched, Inbound, InboundState, Mailbox
from otklik.channels.models.inbound import rights_needed
from otklik.kernel import audit, clock, events
from otklik.kernel.verbs import Stale, verb
from otklik.people.models import Person

if TYPE_CHECKING:
    from imap_tools import BaseMailBox

logger = logging.getLogger(__name__)

EVERY = timedelta(hours=1)
AT_ONCE = 50_000
"""UIDs in one question: the standard library takes no line longer than a million bytes."""
Take = Callable[[int], None]


def note(mailbox: Mailbox, uid: int, inbound: Inbound, *, missed_before: datetime | None = None) -> None:
    """Write down what we keep of a letter with that number, and where fetching stands. Safe to call twice.

    `missed_before`: it was looked for by a comparison that began then, and is a missed one if it was not kept yet.
    """
    was_missed = missed_before is not None and inbound.received_at >= missed_before
    if was_missed and _is_had_at_last(mailbox, uid, inbound):
        was_missed = False
    number = [mailbox.pk, mailbox.uid_validity]
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH noted AS (INSERT INTO channels_fetched (mailbox_id, validity, uid, inbound_id, was_missed, at)"
            " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING)"
            " UPDATE channels_mailbox SET last_uid = greatest(last_uid, %s) WHERE id = %s AND uid_validity = %s",
            [*number, uid, inbound.pk, was_missed, clock.now(), uid, *number],
        )
    if was_missed:
        events.record("letter.missed", by=None, noun=inbound, mailbox=mailbox.pk)


def unseen_key(mailbox: Mailbox, uid: int) -> str:
    """By what a letter is known that its server does not give."""
    return f"unseen.{mailbox.pk}.{mailbox.uid_validity}.{uid}"


def _is_had_at_last(mailbox: Mailbox, uid: int, inbound: Inbound) -> bool:
    """Whether it was parked unseen before; that note of it is put aside then, the letter itself has come."""
    unseen = Inbound.objects.filter(channel="email", dedupe_key=unseen_key(mailbox, uid)).exclude(pk=inbound.pk)
    for row in unseen.parked():
        row.settle(InboundState.DROPPED, reason="fetched_later")
        row.recount()
    return unseen.exists()


@verb
def ask_again(inbound: Inbound, *, by: Person) -> None:
    """Let the server be asked once more for a letter that it did not give. Raises Stale if it was decided about."""
    rights_needed(by)
    if not Inbound.objects.parked().filter(pk=inbound.pk, raw=None).exists():
        raise Stale("inbound.settled", _("This letter has been dealt with already."))
    Fetched.objects.filter(inbound=inbound).delete()
    Comparison.objects.filter(mailbox=inbound.mailbox_id).update(at=clock.now() - 2 * EVERY)
    audit.changed("letter.tried_again", by=by, noun=inbound, before={"reason": inbound.reason})


def is_due(mailbox: Mailbox) -> bool:
    """Whether the last comparison is an hour old."""
    last = Comparison.objects.filter(mailbox=mailbox).values_list("at", flat=True).first()
    return last is None or last < clock.now() - EVERY


def compare(mailbox: Mailbox, box: BaseMailBox, take: Take) -> Comparison:
    """Fetch by `take` every letter up to `last_uid` that the server has and we do not, and write down what was found.

    A letter that cannot be had stays missing: an alarm, until it can be had or is gone.
    """
    there = {uid for uids in _uids(mailbox, box) for uid in uids}
    missing = sorted(there - _known(mailbox))
    for uid in missing:
        logger.warning("a letter was missed", extra={"mailbox": mailbox.pk, "uid": uid})
        take(uid)
    still = set(missing) - _known(mailbox) & set(missing)
    return _keep(mailbox, len(there), len(still))


def _uids(mailbox: Mailbox, box: BaseMailBox) -> Iterator[list[int]]:
    since = f"{mailbox.since - timedelta(days=1):%d-%b-%Y}"
    for first in range(1, mailbox.last_uid + 1, AT_ONCE):
        asked = f"{first}:{min(first + AT_ONCE - 1, mailbox.last_uid)}"
        code, found = box.client.uid("SEARCH", "UID", asked, "SINCE", since)
        if code != "OK":
            raise imaplib.IMAP4.error(f"SEARCH: {found!r}")
        yield [int(number) for number in (found[0] or b"").split()]


def _known(mailbox: Mailbox) -> set[int]:
    kept = Fetched.objects.filter(mailbox=mailbox, validity=mailbox.uid_validity or 0)
    return set(kept.values_list("uid", flat=True))


@verb
def _keep(mailbox: Mailbox, on_server: int, missing: int) -> Comparison:
    now = clock.now()
    before = Comparison.objects.filter(mailbox=mailbox).first()
    since = now - EVERY if before is None else before.at
    found = Fetched.objects.filter(mailbox=mailbox, was_missed=True, at__gt=since).count()
    values = {
        "at": now,
        "on_server": on_server,
        "missing": missing,
        "missing_since": ((before and before.missing_since) or now) if missing else None,
    }
    if found:
        values |= {"found": found, "found_at": now}
    row, _is_new = Comparison.objects.update_or_create(mailbox=mailbox, defaults=values)
    if found or missing != (before.missing if before else 0):
        ledger.alarm()
    return row
