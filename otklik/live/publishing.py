"""The process's own line to everybody: names become rows of the log, in the order of their ids, and notifications."""

import atexit
import logging
import threading
from collections.abc import Iterable
from queue import Empty, SimpleQueue
from typing import Any, NamedTuple

import psycopg
from django.conf import settings
from django.db import connections

from otklik.kernel import clock
from otklik.live.redis import Bell

CHANNEL = "otklik_live"
LONGEST_WAIT = 5.0  # seconds between two attempts to reach the database
_logger = logging.getLogger(__name__)

# Ids are taken before a commit, so two publishers could commit 80 before 79 and a reader at 80 would never see 79;
# the lock is held until this tiny transaction has committed. 8000 bytes are the limit of a payload: a longer one
# carries the id alone, and the reader asks the log.
_LOG = """
    WITH turn AS MATERIALIZED (SELECT pg_advisory_xact_lock(hashtext('otklik.live'))),
    said AS (
        INSERT INTO live_name (at, topics, name)
        SELECT %s::timestamptz, one.topics, one.name FROM turn, unnest(%s::text[], %s::text[]) AS one (topics, name)
        RETURNING id, topics, name
    ), payload AS (
        SELECT id, concat_ws('|', id, topics, name) AS whole FROM said ORDER BY id
    )
"""
_NOTIFY = "\n".join(
    [
        _LOG,
        "SELECT pg_notify(%s::text, CASE WHEN octet_length(whole) < 7900 THEN whole ELSE id::text END) FROM payload",
    ]
)
_TELL = "\n".join([_LOG, "SELECT whole FROM payload"])


class Said(NamedTuple):
    """A name, and the topics it is said to, joined by commas."""

    topics: str
    name: str


class Publisher:
    """Publishes from a thread of its own, so that nobody waits for it; a short-lived command publishes at once."""

    def __init__(self) -> None:
        self._said: SimpleQueue[Iterable[Said] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self._closing = threading.Event()

    def say(self, said: Iterable[Said]) -> None:
        """Publish soon, or now in a command."""
        if settings.PROCESS == "command":
            self._say_now(list(said))
        else:
            self._said.put(said)
            self._start()

    def close(self, timeout: float = 2.0) -> None:
        """Say what is left, for at most `timeout` seconds."""
        if self._thread:
            self._closing.set()
            self._said.put(None)
            self._thread.join(timeout)

    def _say_now(self, said: list[Said]) -> None:
        try:
            with _connect() as connection:
                _publish(connection, said)
        except psycopg.Error:  # the change is committed; pages heal by their slow poll
            _logger.exception("names were not published")

    def _start(self) -> None:
        with self._starting:
            if not self._thread:
                self._thread = threading.Thread(target=self._run, name="live-publisher", daemon=True)
                self._thread.start()
                atexit.register(self.close)

    def _run(self) -> None:
        wait = 0.1
        said: list[Said] = []
        while not self._closing.is_set() or said or not self._said.empty():
            try:
                with _connect() as connection:
                    wait = 0.1
                    while said := said or self._next():
                        _publish(connection, said)
                        said = []
            except psycopg.Error as error:
                _logger.warning("names wait for the database (%s)", type(error).__name__)
                self._closing.wait(wait)
                wait = min(wait * 2, LONGEST_WAIT)

    def _next(self) -> list[Said]:
        """Everything that waits, once each; nothing when it is time to stop."""
        said = dict.fromkeys((not self._closing.is_set() and self._said.get()) or ())
        try:
            while True:
                said.update(dict.fromkeys(self._said.get_nowait() or ()))
        except Empty:
            return list(said)


def connection_parameters(name: str) -> dict[str, Any]:
    """How a connection of our own, outside Django's pool, reaches the same database, under a name that shows there."""
    parameters = connections["default"].get_connection_params()
    ours = {key: value for key, value in parameters.items() if key not in ("cursor_factory", "context")}
    # A line that is silent for hours must notice that the other end has vanished.
    return {**ours, "application_name": name, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}


def _connect() -> psycopg.Connection[Any]:
    parameters = connection_parameters("otklik live publisher")
    # A lost hint is healed, and waiting for the disk at each would cost a hundredfold.
    parameters["options"] = f"{parameters.get('options', '')} -c synchronous_commit=off".strip()
    return psycopg.connect(**parameters, autocommit=True)


def _publish(connection: psycopg.Connection[Any], said: list[Said]) -> None:
    topics, names = [one.topics for one in said], [one.name for one in said]
    if settings.REDIS_URL:
        bell.ring([row[0] for row in connection.execute(_TELL, [clock.now(), topics, names])])
    else:
        connection.execute(_NOTIFY, [clock.now(), topics, names, CHANNEL])


bell = Bell()
publisher = Publisher()
