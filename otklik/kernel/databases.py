"""How each kind of process connects (F21, F22)."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from psycopg_pool.base import AttemptWithBackoff

from otklik.kernel.embedded import run_directory

LIVE_CONNECTIONS = 2
"""Each web worker's own: one that listens and one that publishes."""
JOB_CONNECTIONS = 9
"""The worker process: three queues of two threads, and three of procrastinate's own (`jobs.run_worker`)."""


def _none() -> int:
    return 0


fetched_mailboxes: Callable[[], int] = _none
"""How many mailboxes are fetched from; the channels know."""


def configure(url: str | None, data: Path, process: str) -> dict[str, Any]:
    """Django's settings of the database: `url`, or the embedded server of the data directory.

    Only the web pools. The others keep one connection for each thread, checked before each unit of work.
    """
    place: dict[str, Any] = (
        _from_url(url) if url else {"HOST": str(run_directory(data)), "NAME": "otklik", "USER": "otklik"}
    )
    extras: dict[str, str] = place.pop("OPTIONS", {})
    options: dict[str, Any] = {
        "application_name": f"otklik {process}",
        **extras,
        "server_side_binding": True,
        "prepare_threshold": 5,
    }
    if process == "web":
        options["pool"] = _pool()
    return {
        "ENGINE": "django.db.backends.postgresql",
        **place,
        "CONN_MAX_AGE": 0 if process == "web" else None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def configure_replica(url: str, process: str) -> dict[str, Any]:
    """Django's settings of a replica that is only read: one connection for each thread, given up soon when it hangs."""
    place = _from_url(url)
    options = {
        "application_name": f"otklik {process} reading",
        "connect_timeout": "2",
        "tcp_user_timeout": "5000",
        **place.pop("OPTIONS"),
        "server_side_binding": True,
        "prepare_threshold": 5,
    }
    return {
        "ENGINE": "django.db.backends.postgresql",
        **place,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def is_embedded() -> bool:
    """Whether the server is ours; DATABASE_URL names somebody else's."""
    return not os.environ.get("DATABASE_URL")


def threads() -> int:
    """Threads of one web worker that compute pages (OTKLIK_THREADS)."""
    return int(os.environ.get("OTKLIK_THREADS", "4"))


def web_workers() -> int:
    """Processes that answer requests (OTKLIK_WORKERS): one for each processor, four at most."""
    return int(os.environ.get("OTKLIK_WORKERS", min(4, os.cpu_count() or 1)))


def budget(receivers: int, mailboxes: int = 0) -> dict[str, int]:
    """How many connections one `otklik up` may open, by process.

    A receiver has one of its own and two spare; each mailbox that is fetched adds its thread's and its claim's.
    """
    return {
        "web": web_workers() * (threads() + 1 + LIVE_CONNECTIONS),
        "worker": JOB_CONNECTIONS,
        "clock": 2,
        "receivers": 3 * receivers + 2 * mailboxes,
        "commands": 3,
    }


@contextmanager
def unit_of_work() -> Iterator[None]:
    """Around each unit of work of a long-lived process: replace a connection that died, let go of a broken one."""
    _let_go()
    try:
        yield
    finally:
        _let_go()


def _let_go() -> None:
    from django.db import connections  # the settings import this module

    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()


def _pool() -> dict[str, Any]:
    """After a restart of the server every waiting connection is dead: they are replaced within one request.

    psycopg_pool itself would pause 1 s, 2 s, … between two of them, and after a long outage for minutes.
    """
    AttemptWithBackoff.INITIAL_DELAY = 0.05
    return {"min_size": 1, "max_size": threads() + 1, "timeout": 2, "max_lifetime": 1800, "reconnect_timeout": 2}


def _from_url(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    return {
        "HOST": query.pop("host", unquote(parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "OPTIONS": query,
    }
