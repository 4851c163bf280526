"""`/health`, for whoever spreads requests over several nodes: may this process be given some?"""

import asyncio
import logging
import time
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from otklik.kernel import databases
from otklik.kernel.door.exchange import Exchange

BELIEVED = 0.5
"""Seconds for which an answer of the database is good, however many ask."""
PATIENCE = 2.0
HEADERS = [("content-type", "text/plain"), ("cache-control", "no-store")]
_logger = logging.getLogger(__name__)


class Health:
    """200 while the database answers, 503 when it does not or when the process has been asked to end."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="health")
        self._asked = asyncio.Lock()
        self._until = 0.0
        self._is_well = False
        self._is_leaving = False

    def leave(self) -> None:
        """Let no new requests come."""
        self._is_leaving = True

    async def __call__(self, exchange: Exchange) -> None:
        """Answer."""
        is_well = not self._is_leaving and await self._well()
        await exchange.answer(200 if is_well else 503, HEADERS, b"well" if is_well else b"not well")

    async def _well(self) -> bool:
        async with self._asked:
            if time.monotonic() >= self._until:
                try:
                    asking = asyncio.get_running_loop().run_in_executor(self._thread, _ask)
                    await asyncio.wait_for(asking, PATIENCE)
                    self._is_well = True
                except Exception as error:  # whatever it is, this node can answer nobody
                    _logger.warning("this node is not well (%s)", type(error).__name__)
                    self._is_well = False
                self._until = time.monotonic() + BELIEVED
        return self._is_well


def _ask() -> None:
    with databases.unit_of_work(), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
