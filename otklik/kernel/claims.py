"""Things that only one process of the whole cluster may do at a time (F24): the clock, a mailbox, migrations.

A claim is a session advisory lock on a connection of its own: it ends with the process that holds it, whatever ends it.
"""

from typing import Any, Self
from zlib import crc32

import psycopg
from django.db import connection

NAMESPACE = 0x07_4B_1C
"""The first of the two numbers of our advisory locks; the second is made from the name."""
KEEPALIVE = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}


class Lost(Exception):
    """The connection broke, and somebody else may hold the claim by now: stop what it allowed."""


class Claim:
    """The right to do the thing called `name`, until released or lost."""

    def __init__(self, name: str, line: psycopg.Connection[Any]) -> None:
        self.name = name
        self._line = line

    def confirm(self) -> None:
        """Raise Lost if the claim may be gone; to be asked before each unit of work."""
        try:
            self._line.execute("SELECT 1")
        except psycopg.Error as error:
            raise Lost(self.name) from error

    def release(self) -> None:
        self._line.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def take(name: str) -> Claim | None:
    """The claim, or None while somebody else holds it."""
    line = _line(name)
    row = line.execute("SELECT pg_try_advisory_lock(%s::int4, %s::int4)", [NAMESPACE, _number(name)]).fetchone()
    if row and row[0]:
        return Claim(name, line)
    line.close()
    return None


def wait_for(name: str) -> Claim:
    """The claim, as soon as nobody else holds it; a signal interrupts the wait."""
    line = _line(name)
    line.execute("SELECT pg_advisory_lock(%s::int4, %s::int4)", [NAMESPACE, _number(name)])
    return Claim(name, line)


def holders() -> list[tuple[str, int, str]]:
    """Who holds what now: name, PostgreSQL's process, client address ("" by the local socket)."""
    query = """
        SELECT replace(application_name, 'otklik claim ', ''), pid, coalesce(host(client_addr), '')
        FROM pg_locks JOIN pg_stat_activity USING (pid)
        WHERE locktype = 'advisory' AND classid = %s::int8 AND objsubid = 2 AND granted
          AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database()) ORDER BY 1
    """
    with connection.cursor() as cursor:
        cursor.execute(query, [NAMESPACE])
        found: list[tuple[str, int, str]] = cursor.fetchall()
        return found


def _number(name: str) -> int:
    return crc32(name.encode()) - 2**31


def _line(name: str) -> psycopg.Connection[Any]:
    """A connection past any pool, which both ends notice to be dead within half a minute."""
    theirs = connection.get_connection_params()
    ours = {key: value for key, value in theirs.items() if key not in ("cursor_factory", "context")}
    line = psycopg.connect(**ours | KEEPALIVE | {"application_name": f"otklik claim {name}"}, autocommit=True)
    for setting, value in (("idle", "10"), ("interval", "5"), ("count", "3")):
        line.execute("SELECT set_config(%s::text, %s::text, false)", [f"tcp_keepalives_{setting}", value])
    return line
