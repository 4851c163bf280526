"""A replica of the database for what may be some seconds old: search and reports (REPLICA_URL).

@replica.reading
def look(typed: str, person: Person) -> Results: ...

The function asks the replica while that one is there and at most `settings.REPLICA_LAG` seconds behind, else the
primary. Everything outside such a function asks the primary, so nobody misses on a page what they have just done;
whoever has just written also searches the primary, for as long as the replica may lag (`pin_writers`).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, OperationalError, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest, HttpResponse
from psycopg.errors import QueryCanceled

P = ParamSpec("P")
T = TypeVar("T")

ALIAS = "replica"
CHECKED_EVERY = 1.0
"""Seconds for which a process believes what it has seen of the replica."""
LEFT_ALONE = 5.0
"""Seconds until a replica that did not answer is asked again."""
COOKIE = "otklik_wrote"
OURS_ALONE = frozenset({"kernel", "live", "sessions", "contenttypes", "auth", "usersessions"})
"""Apps whose rows are never read from the replica: settings are remembered by processes, sessions are about now."""
_logger = logging.getLogger(__name__)


class Unusable(Exception):
    """The server at REPLICA_URL follows nobody: it was promoted, or is the primary itself."""


@dataclass(frozen=True)
class _Seen:
    """What was seen of the replica, and until when that is believed."""

    is_fresh: bool = False
    until: float = 0.0


_seen = _Seen()
_is_on: ContextVar[bool] = ContextVar("reads the replica", default=False)
_may_be_old: ContextVar[bool] = ContextVar("may read what is some seconds old", default=True)


class Router:
    """Django's router: the replica inside `reading` functions, the primary everywhere else."""

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str:
        """Also for what belongs to a row that came from the replica."""
        return ALIAS if _is_on.get() and model._meta.app_label not in OURS_ALONE else DEFAULT_DB_ALIAS

    def db_for_write(self, model: type[models.Model], **hints: Any) -> str:
        """The primary."""
        return DEFAULT_DB_ALIAS

    def allow_relation(self, *_: object, **hints: Any) -> bool:
        """Both hold the same rows."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """The replica migrates with the primary."""
        return db != ALIAS


def reading(look: Callable[P, T]) -> Callable[P, T]:
    """Let a function that only reads, and returns no lazy rows, ask the replica; if that one breaks, ask again."""

    @wraps(look)
    def looked(*args: P.args, **kwargs: P.kwargs) -> T:
        if _may_be_old.get() and is_fresh():
            token = _is_on.set(True)
            try:
                return look(*args, **kwargs)
            except (OperationalError, InterfaceError) as error:
                if isinstance(error.__cause__, QueryCanceled):  # it was too slow, and would be so there
                    raise
                _leave_alone(error)
            finally:
                _is_on.reset(token)
        return look(*args, **kwargs)

    return looked


def line() -> BaseDatabaseWrapper:
    """The connection for SQL written by hand: the replica's inside a `reading` function."""
    return connections[ALIAS if _is_on.get() else DEFAULT_DB_ALIAS]


def is_fresh() -> bool:
    """Whether there is a replica that may be read now; looked at once a second at most."""
    global _seen
    if ALIAS not in connections.settings:
        return False
    if time.monotonic() >= _seen.until:
        try:
            behind = lag(connections[DEFAULT_DB_ALIAS], connections[ALIAS])
        except (DatabaseError, InterfaceError, Unusable) as error:
            _leave_alone(error)
        else:
            _seen = _Seen(behind <= settings.REPLICA_LAG, time.monotonic() + CHECKED_EVERY)
    return _seen.is_fresh


def lag(primary: BaseDatabaseWrapper, replica: BaseDatabaseWrapper) -> float:
    """Seconds that the replica is behind at most. Raises Unusable, or the database's own errors.

    It is none behind when it has replayed what the primary had written just before. Otherwise the oldest commit that
    it lacks is younger than the last that it has; both times are the primary's.
    """
    with primary.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_lsn()::text, clock_timestamp()")
        written, now = cursor.fetchone()
    with replica.cursor() as cursor:
        cursor.execute(
            "SELECT pg_is_in_recovery(), pg_last_wal_replay_lsn() >= %s::pg_lsn, pg_last_xact_replay_timestamp()",
            [written],
        )
        follows, has_all, last = cursor.fetchone()
    if not follows:
        raise Unusable("the server at REPLICA_URL is no replica")
    if has_all:
        return 0.0
    return (now - last).total_seconds() if last else float("inf")


def pin_writers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: whoever has just sent something reads the primary for as long as the replica may lag."""

    def answer(request: HttpRequest) -> HttpResponse:
        token = _may_be_old.set(COOKIE not in request.COOKIES)
        try:
            response = get_response(request)
        finally:
            _may_be_old.reset(token)
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            lasting = int(settings.REPLICA_LAG) + 2
            secure = settings.SESSION_COOKIE_SECURE
            response.set_cookie(COOKIE, "1", max_age=lasting, secure=secure, httponly=True, samesite="Lax")
        return response

    return answer


def forget() -> None:
    """Look at the replica anew at the next question."""
    global _seen
    _seen = _Seen()


def _leave_alone(error: Exception) -> None:
    global _seen
    _seen = _Seen(False, time.monotonic() + LEFT_ALONE)
    if ALIAS in connections.settings:
        connections[ALIAS].close()
    _logger.warning("the replica is not read for %s s (%s)", LEFT_ALONE, type(error).__name__)
