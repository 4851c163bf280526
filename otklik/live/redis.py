"""Redis pub/sub in the place of NOTIFY (REDIS_URL), for more than about 1,000 names a second or 20 processes.

Only the bell is another one: names are rows of the log as before, so whatever Redis loses is read there. While Redis is
away the log is asked every second.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

try:
    import redis
    from redis.asyncio import Redis as AsyncRedis
except ImportError:  # pragma: no cover  the extra is not installed, and `usable` says so
    redis = None  # type: ignore[assignment]

PATIENCE = 2.0
"""Seconds for Redis to answer."""
POLL = 1.0
"""Seconds between two looks into the log while Redis is away."""
_logger = logging.getLogger(__name__)


def usable() -> None:
    """Raises ImproperlyConfigured when REDIS_URL is set and the client is missing."""
    if settings.REDIS_URL and redis is None:
        raise ImproperlyConfigured("REDIS_URL needs the client: pip install -r requirements/redis.txt")


def channel() -> str:
    """Of this installation: several may share one server, and all nodes of one share their keys."""
    return "otklik.live." + hashlib.sha256(settings.KEYS.session.encode()).hexdigest()[:16]


class Bell:
    """Tells other processes; a thread of its own may use it."""

    def __init__(self) -> None:
        self._deaf_until = 0.0

    @cached_property
    def _server(self) -> Any:
        return redis.Redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE, retry=None
        )

    def ring(self, payloads: Sequence[str]) -> None:
        """Tell; what cannot be told now is found in the log, and Redis is left alone for a second."""
        if time.monotonic() < self._deaf_until:
            return
        try:
            pipeline = self._server.pipeline(transaction=False)
            for payload in payloads:
                pipeline.publish(channel(), payload)
            pipeline.execute()
        except (redis.RedisError, OSError) as error:
            self._deaf_until = time.monotonic() + POLL
            _logger.warning("Redis does not answer, names are found in the log (%s)", type(error).__name__)


class Ear:
    """Hears what others tell; never raises for Redis."""

    def __init__(self) -> None:
        self._server: Any = None
        self._listening: Any = None

    async def open(self) -> None:
        """Begin to listen, if Redis is there."""
        await self.close()
        self._server = AsyncRedis.from_url(
            settings.REDIS_URL,
            decode_responses=True,
            socket_connect_timeout=PATIENCE,
            health_check_interval=20,
            retry=None,
        )
        listening = self._server.pubsub()
        try:
            async with asyncio.timeout(PATIENCE):
                await listening.subscribe(channel())
                while not (said := await listening.get_message(timeout=PATIENCE)) or said["type"] != "subscribe":
                    pass
            self._listening = listening
        except (redis.RedisError, OSError, TimeoutError) as error:
            _logger.warning("Redis does not answer, the log is asked (%s)", type(error).__name__)

    async def hear(self, seconds: float) -> list[str]:
        """What was told, as soon as something is; nothing after `seconds`, or sooner while Redis is away."""
        if self._listening is None:
            await asyncio.sleep(POLL)
            await self.open()
            return []
        try:
            said = await self._listening.get_message(timeout=seconds)
        except (redis.RedisError, OSError) as error:
            _logger.warning("Redis is lost, the log is asked (%s)", type(error).__name__)
            await self.close()
            return []
        return [said["data"]] if said and said["type"] == "message" else []

    async def close(self) -> None:
        """Listen no more."""
        self._listening, server, self._server = None, self._server, None
        if server is not None:
            with suppress(redis.RedisError, OSError):
                await server.aclose()
