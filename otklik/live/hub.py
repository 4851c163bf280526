"""What this process hears of names, and who in it listens to which topics."""

import asyncio
import logging
import random
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import psycopg
from django.conf import settings

from otklik.live.publishing import CHANNEL, connection_parameters
from otklik.live.redis import Ear

ROOM = 256  # names that may wait for a slow reader; then it is dropped, and catches up from the log when it comes back
POLL = 7.0  # seconds of silence after which the log is asked, in case a notification was lost
LONGEST_WAIT = 5.0  # seconds between two attempts to reach the database
RESYNC = "resync"  # the name that means: fetch again whatever you show
_logger = logging.getLogger(__name__)


class Mailbox:
    """What waits to be sent on one stream."""

    __slots__ = ("_names", "ended", "topics", "wake")

    def __init__(self, topics: frozenset[str]) -> None:
        self.topics = topics
        self.wake = asyncio.Event()
        self.ended = False
        self._names: dict[str, None] = {}

    def put(self, name: str) -> None:
        """Let `name` wait, once; a full mailbox ends the stream."""
        self._names[name] = None
        self.ended = self.ended or len(self._names) > ROOM
        self.wake.set()

    def end(self) -> None:
        """Let the stream end as soon as it can."""
        self.ended = True
        self.wake.set()

    def take(self) -> list[str]:
        """Everything that waits."""
        names = list(self._names)
        self._names.clear()
        self.wake.clear()
        return names


class Notifications:
    """PostgreSQL's own bell, on the connection that also asks the log."""

    def __init__(self, connection: psycopg.AsyncConnection[Any]) -> None:
        self._connection = connection

    async def open(self) -> None:
        """Begin to listen."""
        await self._connection.execute(f"LISTEN {CHANNEL}")

    async def hear(self, seconds: float) -> list[str]:
        """What was told, as soon as something is; nothing after `seconds`."""
        return [notice.payload async for notice in self._connection.notifies(timeout=seconds, stop_after=1)]


class Hub:
    """One connection that listens for all streams of the process; `last` is the id up to which everything was heard."""

    def __init__(self) -> None:
        self.last = 0
        self.listening = asyncio.Event()
        self._mailboxes: defaultdict[str, set[Mailbox]] = defaultdict(set)
        self._task: asyncio.Task[None] | None = None
        self._missed = False
        self._leaving = False

    def join(self, topics: Iterable[str]) -> Mailbox:
        """Hear, from now on, what is said to one of `topics`."""
        mailbox = Mailbox(frozenset(topics))
        for topic in mailbox.topics:
            self._mailboxes[topic].add(mailbox)
        mailbox.ended = self._leaving
        return mailbox

    def leave(self, mailbox: Mailbox) -> None:
        """Hear no more."""
        for topic in mailbox.topics:
            self._mailboxes[topic].discard(mailbox)
            if not self._mailboxes[topic]:
                del self._mailboxes[topic]

    async def start(self) -> None:
        """Begin to listen."""
        self._task = asyncio.create_task(self._run(), name="live-hub")

    def send_away(self) -> None:
        """End every stream, so that the process can end."""
        self._leaving = True
        for mailbox in self._everybody():
            mailbox.end()

    async def stop(self) -> None:
        """Listen no more."""
        if self._task:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _run(self) -> None:
        wait = 0.1
        while True:
            try:
                parameters = connection_parameters("otklik live hub")
                async with await psycopg.AsyncConnection.connect(**parameters, autocommit=True) as connection:
                    ear: Ear | Notifications = Ear() if settings.REDIS_URL else Notifications(connection)
                    await ear.open()
                    await self._begin(connection)
                    wait = 0.1
                    while True:
                        await self._hear_some(ear, connection)
            except (psycopg.Error, TimeoutError) as error:
                _logger.warning("the live hub has lost the database (%s)", type(error).__name__)
            except Exception:  # whatever it was, a hub that has stopped would be deaf until the next start
                _logger.exception("the live hub begins again")
            await asyncio.sleep(wait * random.uniform(0.5, 1))  # noqa: S311  not a secret
            wait = min(wait * 2, LONGEST_WAIT)

    async def _begin(self, connection: psycopg.AsyncConnection[Any]) -> None:
        """Hear what was said meanwhile; after a crash or a restore ids may have gone back, and nobody can catch up."""
        newest, given = await self._ask(
            connection,
            "SELECT coalesce(max(id), 0), pg_sequence_last_value(pg_get_serial_sequence('live_name', 'id')::regclass)"
            " FROM live_name",
        )
        if not self.listening.is_set():
            self.last = newest
        elif (given or 0) < self.last:
            self.last = newest
            for mailbox in self._everybody():
                mailbox.put(RESYNC)
        else:
            await self._catch_up(connection)
        self.listening.set()

    async def _hear_some(self, ear: Ear | Notifications, connection: psycopg.AsyncConnection[Any]) -> None:
        heard = await ear.hear(POLL)
        for payload in heard:
            self._hear(payload)
        if self._missed or not heard:
            await self._catch_up(connection)

    def _hear(self, payload: str) -> None:
        number, _, said = payload.partition("|")
        if not (number.isascii() and number.isdecimal()):
            return
        if int(number) == self.last + 1 and said and not self._missed:
            topics, _, name = said.partition("|")
            self._tell(int(number), topics, name)
        elif int(number) > self.last:
            self._missed = True

    async def _catch_up(self, connection: psycopg.AsyncConnection[Any]) -> None:
        async with asyncio.timeout(POLL):
            cursor = await connection.execute(
                "SELECT id, topics, name FROM live_name WHERE id > %s::bigint ORDER BY id", [self.last]
            )
            for number, topics, name in await cursor.fetchall():
                self._tell(number, topics, name)
        self._missed = False

    async def _ask(self, connection: psycopg.AsyncConnection[Any], question: str) -> tuple[int, int | None]:
        async with asyncio.timeout(POLL):
            newest, given = await (await connection.execute(question)).fetchone() or (0, None)
        return newest, given

    def _tell(self, number: int, topics: str, name: str) -> None:
        self.last = number
        for topic in topics.split(","):
            for mailbox in self._mailboxes.get(topic, ()):
                if topic.startswith("kick-"):
                    mailbox.end()
                else:
                    mailbox.put(name)

    def _everybody(self) -> set[Mailbox]:
        return set().union(*self._mailboxes.values())


hub = Hub()
"""The hub of this process; it listens in a web process only."""
