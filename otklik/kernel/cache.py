"""Django's cache on the unlogged table of throttles, so that all processes share it (F5)."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection

from otklik.kernel import clock
from otklik.kernel.throttle import hashed

_NEVER = datetime(9999, 1, 1, tzinfo=UTC)
_MISSING = object()


class PostgresCache(BaseCache):
    """Values are JSON; integers live in a column of their own, so that `incr` is atomic."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """The value, or `default`."""
        rows = self._run("SELECT count, value FROM kernel_fleeting WHERE key = %s AND until > %s", key, version)
        return _loaded(*rows[0]) if rows else default

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep the value for `timeout` seconds (None: for ever)."""
        query = """
            INSERT INTO kernel_fleeting (key, until, count, value) VALUES (%s, %s, %s, %s)
            ON CONFLICT (key) DO UPDATE SET until = excluded.until, count = excluded.count, value = excluded.value
        """
        self._run(query, key, version, *_dumped(value), at=self._until(timeout))

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep the value unless there is one; whether it was kept. Of two at once only one succeeds."""
        query = """
            INSERT INTO kernel_fleeting AS had (key, until, count, value) VALUES (%s, %s, %s, %s)
            ON CONFLICT (key) DO UPDATE SET until = excluded.until, count = excluded.count, value = excluded.value
            WHERE had.until <= %s RETURNING 1
        """
        return bool(self._run(query, key, version, *_dumped(value), clock.now(), at=self._until(timeout)))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """Add to an integer, atomically. Raises ValueError when there is none."""
        query = """
            UPDATE kernel_fleeting SET count = count + %s
            WHERE key = %s AND until > %s AND value IS NULL RETURNING count
        """
        with connection.cursor() as cursor:
            cursor.execute(query, [delta, self._key(key, version), clock.now()])
            row = cursor.fetchone()
        if row is None:
            raise ValueError(f"Key '{key}' not found")
        count: int = row[0]
        return count

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep it for longer; whether it was there."""
        query = "UPDATE kernel_fleeting SET until = %s WHERE key = %s AND until > %s RETURNING 1"
        with connection.cursor() as cursor:
            cursor.execute(query, [self._until(timeout), self._key(key, version), clock.now()])
            return cursor.fetchone() is not None

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Forget it; whether it was there."""
        return bool(self._run("DELETE FROM kernel_fleeting WHERE key = %s AND until > %s RETURNING 1", key, version))

    def clear(self) -> None:
        """Forget everything but the throttles."""
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM kernel_fleeting WHERE key LIKE 'cache:%%'", [])

    def delete_many(self, keys: Iterable[Any], version: int | None = None) -> None:
        """Forget them all."""
        for key in keys:
            self.delete(key, version)

    def _run(self, query: str, key: Any, version: int | None, *more: Any, at: datetime | None = None) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(query, [self._key(key, version), at or clock.now(), *more])
            return cursor.fetchall() if cursor.description else []

    def _key(self, key: Any, version: int | None) -> str:
        return hashed("cache", self.make_key(key, version))

    def _until(self, timeout: Any) -> datetime:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return _NEVER if seconds is None else clock.now() + timedelta(seconds=seconds)


def _dumped(value: Any) -> tuple[int, bytes | None]:
    if type(value) is int and abs(value) < 2**62:
        return value, None
    return 0, json.dumps(value).encode()


def _loaded(count: int, value: bytes | None) -> Any:
    return count if value is None else json.loads(bytes(value))
