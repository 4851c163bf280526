"""Letters brought to us: SMTP or LMTP delivery by a mail server beside us (RFC 5321, RFC 2033, RFC 6531).

OTKLIK_MAIL_IN="lmtp://127.0.0.1:2424" switches it on; several addresses are divided by commas. A letter is answered 250
when it is stored and committed, and not before. There is no TLS and no spam filter: a mail server stands before it. It
may say by XFORWARD who came to it (Postfix: lmtp_send_xforward_command = yes): SPF is checked when the letter is read.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import os
import re
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from functools import lru_cache
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

import psycopg
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import DatabaseError, connection, connections

from otklik.channels.email import policies, receiving
from otklik.channels.email.models import Mailbox
from otklik.kernel import addresses, reading
from otklik.kernel.databases import unit_of_work
from otklik.kernel.killpoints import reach
from otklik.kernel.verbs import Refused

T = TypeVar("T")
logger = logging.getLogger(__name__)

VARIABLE = "OTKLIK_MAIL_IN"
THREADS = 2
"""Letters that are stored at the same time; each thread has a connection to the database."""
STALL = 60.0
"""Seconds for which the other side may be silent."""
MOST_RECIPIENTS = 100
LATER = "451 4.3.0 Not now, come again later"
UNKNOWN = "550 5.1.1 No such mailbox here"
XTEXT = re.compile(r"\+([0-9A-F]{2})")
BROKEN = (DatabaseError, psycopg.Error, OSError)
"""What passes: the database is away, the disk is full."""


def wanted() -> list[tuple[str, str, int]]:
    """(lmtp or smtp, host, port) of each address that is to be listened on. Raises ValueError for anything else."""
    found = []
    for text in filter(None, (part.strip() for part in os.environ.get(VARIABLE, "").split(","))):
        parts = urlsplit(text)
        if parts.scheme not in ("smtp", "lmtp") or not parts.port:
            raise ValueError(f"{VARIABLE}: {text!r} is not like lmtp://127.0.0.1:2424")
        found.append((parts.scheme, parts.hostname or "127.0.0.1", parts.port))
    return found


def run(stop: threading.Event) -> None:
    """Take letters until `stop` is set; those that are being stored are answered first."""
    asyncio.run(serve(wanted(), stop))


async def serve(where: Sequence[tuple[str, str, int]], stop: threading.Event) -> None:
    """Listen on all of the addresses."""
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(THREADS) as storing:
        async with AsyncExitStack() as servers:
            for scheme, host, port in where:
                server = await loop.create_server(_factory(scheme, storing), host, port)
                await servers.enter_async_context(server)
            while not stop.is_set():
                await asyncio.sleep(0.2)
            for task in asyncio.all_tasks() - {asyncio.current_task()}:
                task.cancel()
        _close_connections(storing)


def _close_connections(storing: ThreadPoolExecutor) -> None:
    """Each thread lets go of its database; they meet first, so that none is asked twice."""
    meeting = threading.Barrier(THREADS)

    def let_go() -> None:
        meeting.wait()
        connections.close_all()

    for _thread in range(THREADS):
        storing.submit(let_go)


class _Forwarding:
    """The command by which a mail server beside us says who came to it (Postfix's XFORWARD_README)."""

    async def smtp_XFORWARD(self, said: str | None) -> None:  # noqa: N802  aiosmtpd's name
        """Believed only from this house: an address of the internet may say what it likes."""
        conversation = cast(Any, self)
        if not is_beside(conversation.session):
            await conversation.push("550 5.7.1 Not from there")
            return
        conversation.session.forwarded = {**forwarded(conversation.session), **_attributes(said or "")}
        await conversation.push("250 2.0.0 OK")


class _ForwardingSMTP(_Forwarding, SMTP):
    pass


class _ForwardingLMTP(_Forwarding, LMTP):
    pass


def is_beside(session: Session | None) -> bool:
    """Whether the other side is a server of this house."""
    return session is not None and not policies.is_outside(_address(session))


def _address(session: Session) -> str:
    return str(session.peer[0]) if isinstance(session.peer, tuple) else ""


def forwarded(session: Session) -> dict[str, str]:
    """What a server beside us has said of the one that came to it."""
    return getattr(session, "forwarded", None) or {}


def _attributes(said: str) -> dict[str, str]:
    """Names and values of XFORWARD; xtext is decoded (RFC 1891 §5), what is not known is left out."""
    pairs = (word.partition("=") for word in said.split()[:20])
    found = {name.upper(): XTEXT.sub(lambda code: chr(int(code[1], 16)), value) for name, _is, value in pairs}
    return {name: value for name, value in found.items() if value not in ("", "[UNAVAILABLE]", "[TEMPUNAVAIL]")}


def came_from(session: Session) -> tuple[str | None, str]:
    """The address and the name of the server on the internet that the letter comes from; (None, "") if unknown."""
    told = forwarded(session)
    peer = told.get("ADDR", "").removeprefix("IPV6:") if told else _address(session)
    helo = told.get("HELO", "") if told else (session.host_name or "")
    try:
        address = ipaddress.ip_address(peer)
    except ValueError:
        return None, ""
    mapped = getattr(address, "ipv4_mapped", None)
    plain = str(mapped or address)
    return (plain, helo) if policies.is_outside(plain) else (None, "")


def _factory(scheme: str, storing: ThreadPoolExecutor) -> Callable[[], SMTP]:
    kind = _ForwardingLMTP if scheme == "lmtp" else _ForwardingSMTP

    def conversation() -> SMTP:
        return kind(
            Door(storing, answers_each=scheme == "lmtp"),
            data_size_limit=receiving.LETTER_LIMIT,
            enable_SMTPUTF8=True,
            timeout=STALL,
            ident="Otklik",
        )

    return conversation


class Door:
    """What one mail server says to us; named by aiosmtpd. `answers_each`: LMTP answers for every recipient."""

    def __init__(self, storing: ThreadPoolExecutor, *, answers_each: bool) -> None:
        self.storing, self.answers_each = storing, answers_each
        self.mailboxes: dict[str, int] = {}

    async def handle_EHLO(  # noqa: N802  aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """A server beside us hears that it may say who came to it."""
        session.host_name = hostname
        offered = ["250-XFORWARD NAME ADDR PROTO HELO"] if is_beside(session) else []
        return [*responses[:-1], *offered, responses[-1]]

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Only mailboxes of ours, with or without a mark behind the plus."""
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        try:
            mailbox = await self._in_thread(lambda: mailbox_of(address))
        except BROKEN:
            logger.warning("a recipient could not be looked up", exc_info=True)
            return LATER
        if mailbox is None:
            return UNKNOWN
        self.mailboxes[address] = mailbox
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """250 when the letter is stored and committed."""
        recipients = list(envelope.rcpt_tos)
        raw = envelope.content if isinstance(envelope.content, bytes) else b""
        sender, (peer, helo) = (envelope.mail_from or "").strip("<>"), came_from(session)
        try:
            await self._in_thread(lambda: store(raw, sender, self._by_mailbox(recipients), peer=peer, helo=helo))
            answer = "250 2.0.0 Stored"
        except BROKEN:
            logger.warning("a letter could not be stored", exc_info=True)
            answer = LATER
        return "\r\n".join([answer] * len(recipients)) if self.answers_each else answer

    async def handle_exception(self, error: Exception) -> str:
        """An error in the program loses no letter: the other side keeps it."""
        logger.error("taking a letter broke", exc_info=error)
        return LATER

    def _by_mailbox(self, recipients: Sequence[str]) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        for address in recipients:
            found.setdefault(self.mailboxes[address], []).append(address)
        return found

    async def _in_thread(self, act: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self.storing, act)


def mailbox_of(address: str) -> int | None:
    """The mailbox in use that an address belongs to; what stands behind its first plus is a mark."""
    try:
        exact = addresses.normalise("email", address)
    except Refused:
        return None
    local, _at, domain = exact.rpartition("@")
    plain = f"{local.partition('+')[0]}@{domain}"
    with unit_of_work():
        known = {_normalised(own): pk for pk, own in _own()}
    return known.get(exact) or known.get(plain)


def _own() -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, address FROM channels_mailbox WHERE is_active")
        return list(cursor.fetchall())


@lru_cache(256)
def _normalised(address: str) -> str:
    return addresses.normalise("email", address)


def store(
    raw: bytes, sender: str, recipients: dict[int, list[str]], *, peer: str | None = None, helo: str = ""
) -> None:
    """Keep a letter for each mailbox that it was brought for, with its envelope above it (RFC 5321 §4.4)."""
    reach("take.received")
    with unit_of_work():
        for mailbox in reading.rows(Mailbox, "id = ANY(%s::bigint[]) ORDER BY id", [list(recipients)]):
            envelope = [f"Return-Path: <{sender}>", *(f"Delivered-To: {one}" for one in recipients[mailbox.pk])]
            head = "".join(f"{line}\r\n" for line in envelope).encode("utf-8", "surrogateescape")
            receiving.receive(head + raw, mailbox, peer=peer, helo=helo)
    reach("take.committed")
