"""Letters are fetched: one thread for each mailbox, once in the whole cluster (F24), going on by itself after trouble.

A letter is stored and committed before its server is told that we have it. Where we stopped is kept as (UIDVALIDITY,
UID); when the server renumbers its folder everything since the mailbox was set up is looked at again, and whatever is
known already is known by its key (F10).
"""

from __future__ import annotations

import imaplib
import logging
import random
import re
import select
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from io import BufferedReader
from typing import cast

import psycopg
from django.db import DatabaseError, connections
from imap_tools import BaseMailBox
from imap_tools.errors import ImapToolsError

from otklik.channels.email import comparing, connecting, popping, receiving
from otklik.channels.email.models import Mailbox
from otklik.channels.email.troubles import note_trouble, note_working
from otklik.channels.models import Inbound
from otklik.channels.receiving import store
from otklik.kernel import claims, clock
from otklik.kernel.databases import unit_of_work
from otklik.kernel.killpoints import reach

logger = logging.getLogger(__name__)

PATIENCE = 60.0
LOOK_AROUND = 5.0
"""Seconds between two looks at which mailboxes there are."""
POLL = 30.0
"""Seconds between two looks into a folder whose server cannot tell us of new letters."""
IDLE = 540.0
"""Seconds after which IDLE is asked for anew, with a full look (RFC 2177: below 29 minutes; routers forget sooner)."""
PAUSES = (1, 2, 5, 10, 30, 60, 120, 300)
TRIES = 3
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
TROUBLES = connecting.TROUBLES


def run(stop: threading.Event) -> None:
    """Fetch from every mailbox in use until `stop` is set; new ones join, changed ones begin anew."""
    running: dict[tuple[int, str], Fetcher] = {}
    while not stop.wait(LOOK_AROUND if running else 1.0):
        wanted = _wanted()
        for key in [key for key, fetcher in running.items() if key not in wanted or not fetcher.is_alive()]:
            running.pop(key).leave()
        for key in wanted - running.keys():
            running[key] = Fetcher(key[0])
            running[key].start()
    for fetcher in running.values():
        fetcher.stop.set()
    for fetcher in running.values():
        fetcher.leave()


def _wanted() -> set[tuple[int, str]]:
    try:
        with unit_of_work():
            rows = Mailbox.objects.fetching().values_list("pk", "changed_at")
            return {(pk, changed_at.isoformat()) for pk, changed_at in rows}
    except DatabaseError:
        logger.warning("the list of mailboxes is out of reach", exc_info=True)
        return set()


class Fetcher(threading.Thread):
    """Fetches from one mailbox for as long as it is asked to."""

    def __init__(self, mailbox_id: int) -> None:
        super().__init__(name=f"mailbox-{mailbox_id}", daemon=True)
        self.mailbox_id = mailbox_id
        self.stop = threading.Event()
        self.failures = 0
        self.has_served = False
        self.stumbles: dict[int, int] = {}

    def leave(self) -> None:
        """Stop, and wait for the unit of work that runs."""
        self.stop.set()
        self.join(PATIENCE)

    def run(self) -> None:
        """Sign in, fetch, wait for more; after trouble wait a little longer each time."""
        try:
            while not self.stop.is_set():
                self._try()
        finally:
            connections.close_all()

    def _try(self) -> None:
        try:
            self._serve()
        except TROUBLES as trouble:
            self._rest(*connecting.reason_of(trouble))
        except (DatabaseError, psycopg.Error, claims.Lost):
            logger.warning("fetching lost its database", exc_info=True)
            self._rest("database")
        except Exception as trouble:
            logger.exception("fetching broke", extra={"mailbox": self.mailbox_id})
            self._rest("error", f"{type(trouble).__name__}: {trouble}")

    def _serve(self) -> None:
        with unit_of_work():
            mailbox = Mailbox.objects.get(pk=self.mailbox_id)
            claim = claims.take(f"mailbox {mailbox.pk}")
        if claim is None:
            self.stop.wait(POLL)
            return
        with claim:
            if mailbox.fetch_by == "pop3":
                self._visit(mailbox, claim)
                return
            box = connecting.opened(mailbox, PATIENCE)
            try:
                self._listen(mailbox, box, claim)
            finally:
                with suppress(*TROUBLES):
                    if self.stop.is_set():
                        box.logout()
                with suppress(*TROUBLES):
                    box.client.shutdown()  # a line that is dead is closed all the same

    def _visit(self, mailbox: Mailbox, claim: claims.Claim) -> None:
        """A POP3 server is asked anew each time: a session shows the folder as it was at its beginning."""
        while not self.stop.is_set():
            claim.confirm()
            with unit_of_work():
                mailbox.refresh_from_db()
                session = popping.opened(mailbox, PATIENCE)
                try:
                    for _uidl in popping.take(mailbox, session):
                        if self.stop.is_set():
                            break
                    session.quit()
                finally:
                    session.close()
                note_working(mailbox, "fetch")
                Mailbox.objects.filter(pk=mailbox.pk).update(fetched_at=clock.now())
            self.failures, self.has_served = 0, True
            self.stop.wait(POLL)

    def _listen(self, mailbox: Mailbox, box: BaseMailBox, claim: claims.Claim) -> None:
        can_idle = "IDLE" in box.client.capabilities
        while not self.stop.is_set():
            claim.confirm()
            self._look(mailbox, box)
            if can_idle:
                self._idle(box)
            else:
                self.stop.wait(POLL)
                box.client.noop()

    def _look(self, mailbox: Mailbox, box: BaseMailBox) -> None:
        """Fetch, and again while the server tells of new letters meanwhile: IDLE does not tell of them once more."""
        is_told = True
        while is_told and not self.stop.is_set():
            box.client.response("EXISTS")  # forget what was told before
            with unit_of_work():
                self.fetch(mailbox, box)
                if not self.has_served or comparing.is_due(mailbox):
                    self.compare(mailbox, box)
                note_working(mailbox, "fetch")
            self.failures, self.has_served = 0, True
            is_told = box.client.response("EXISTS")[1] != [None]

    def _idle(self, box: BaseMailBox) -> None:
        """Until the server speaks, we are asked to stop, or it is time to ask anew."""
        rounds = int(IDLE)
        with box.idle as idle:
            if _has_spoken(box):
                return
            while rounds and not self.stop.is_set():
                if idle.poll(timeout=1) or _is_closed(box):
                    return
                rounds -= 1

    def fetch(self, mailbox: Mailbox, box: BaseMailBox) -> int:
        """Store every letter that is not known yet; how many were looked at."""
        self._compare_validity(mailbox, box)
        count = 0
        for uid in _new(mailbox, box):
            if self.stop.is_set():
                break
            self._take(mailbox, box, uid)
            mailbox.last_uid = uid
            count += 1
        now = clock.now()
        if count or not mailbox.fetched_at or now - mailbox.fetched_at > timedelta(minutes=1):
            mailbox.fetched_at = now
            Mailbox.objects.filter(pk=mailbox.pk).update(fetched_at=now)
        return count

    def compare(self, mailbox: Mailbox, box: BaseMailBox) -> None:
        """Fetch what the server has and we do not: after each new connection, and every hour."""
        comparing.compare(mailbox, box, partial(self._take, mailbox, box, missed_before=clock.now()))

    def _compare_validity(self, mailbox: Mailbox, box: BaseMailBox) -> None:
        stated = box.folder.status(mailbox.folder, ["UIDVALIDITY"])["UIDVALIDITY"]
        if mailbox.uid_validity != stated:
            mailbox.uid_validity, mailbox.last_uid = stated, 0
            Mailbox.objects.filter(pk=mailbox.pk).update(uid_validity=stated, last_uid=0)

    def _take(self, mailbox: Mailbox, box: BaseMailBox, uid: int, *, missed_before: datetime | None = None) -> None:
        """Store one letter, and only then tell the server. A letter that cannot be had is parked after three tries."""
        inbound = self._stored(mailbox, box, uid)
        if inbound is not None:
            comparing.note(mailbox, uid, inbound, missed_before=missed_before)
        self.stumbles.pop(uid, None)

    def _stored(self, mailbox: Mailbox, box: BaseMailBox, uid: int) -> Inbound | None:
        """What we keep of the letter: perhaps parked, unseen; None if it was moved or deleted meanwhile."""
        size = _size(box, uid)
        if size > receiving.LETTER_LIMIT:
            return _park_unseen(mailbox, uid, "too_large", f"{size} bytes")
        if size < 0:
            return None
        if raw := _peek(box, uid):
            inbound = receiving.receive(raw, mailbox)
            _tell_server(mailbox, box, uid)
            reach("receive.flagged")
            return inbound
        self.stumbles[uid] = self.stumbles.get(uid, 0) + 1
        if self.stumbles[uid] < TRIES:
            raise imaplib.IMAP4.error(f"letter {uid} does not come")
        return _park_unseen(mailbox, uid, "not_fetched", f"UID {uid}")

    def _rest(self, reason: str, error: str = "") -> None:
        """Say what is wrong, and wait: longer each time, and not all mailboxes at once.

        A server that ends a connection which has served is no trouble yet: many do so after a while.
        """
        if not self.has_served:
            with suppress(DatabaseError), unit_of_work():
                for mailbox in Mailbox.objects.filter(pk=self.mailbox_id):
                    note_trouble(mailbox, "fetch", reason, error)
        self.has_served = False
        pause = PAUSES[min(self.failures, len(PAUSES) - 1)]
        self.failures += 1
        self.stop.wait(pause * random.uniform(0.8, 1.2))  # noqa: S311  not a secret


def _new(mailbox: Mailbox, box: BaseMailBox) -> Iterator[int]:
    """UIDs above the last known one, in their order, not older than the mailbox's beginning."""
    since = f"{mailbox.since - timedelta(days=1):%d-%b-%Y}"
    code, found = box.client.uid("SEARCH", "UID", f"{mailbox.last_uid + 1}:*", "SINCE", since)
    if code != "OK":
        raise imaplib.IMAP4.error(f"SEARCH: {found!r}")
    numbers = sorted(int(number) for number in (found[0] or b"").split())
    return (number for number in numbers if number > mailbox.last_uid)  # `*` always matches the newest one


def _size(box: BaseMailBox, uid: int) -> int:
    """The size in bytes that the server states; -1 if the letter is not there any more."""
    code, answer = box.client.uid("FETCH", str(uid), "(RFC822.SIZE)")
    stated = SIZE.search(b" ".join(part if isinstance(part, bytes) else part[0] for part in answer if part))
    if code != "OK":
        raise imaplib.IMAP4.error(f"FETCH: {answer!r}")
    return int(stated[1]) if stated else -1


def _peek(box: BaseMailBox, uid: int) -> bytes:
    """The exact bytes, without marking the letter as seen."""
    code, answer = box.client.uid("FETCH", str(uid), "(BODY.PEEK[])")
    if code != "OK":
        return b""
    return next((bytes(part[1]) for part in answer if isinstance(part, tuple)), b"")


def _tell_server(mailbox: Mailbox, box: BaseMailBox, uid: int) -> None:
    """Mark it seen, or move it to the folder for what is done; if that fails the letter is safe all the same."""
    with suppress(imaplib.IMAP4.error, ImapToolsError):
        box.flag(str(uid), ["\\Seen"], True)
        if mailbox.done_folder:
            box.move(str(uid), mailbox.done_folder)


def _park_unseen(mailbox: Mailbox, uid: int, reason: str, error: str) -> Inbound:
    """A letter that stays with its server: somebody must look at it there."""
    inbound = store("email", comparing.unseen_key(mailbox, uid), mailbox=mailbox)
    inbound.park(reason, error)
    return inbound


def _has_spoken(box: BaseMailBox) -> bool:
    """Whether words of the server came together with its consent to IDLE: in our buffer no select sees them."""
    line, buffer = box.client.sock, cast(BufferedReader, box.client.file)
    patience = line.gettimeout()
    line.settimeout(0)
    try:
        return bool(buffer.peek(1))
    except OSError:
        return False
    finally:
        line.settimeout(patience)


def _is_closed(box: BaseMailBox) -> bool:
    """The server hung up: its end of the line is readable and says nothing."""
    return bool(select.select([box.client.sock], [], [], 0)[0])
