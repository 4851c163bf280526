"""Django in a few threads (F1)."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from psycopg_pool import PoolTimeout

from otklik.kernel import asking
from otklik.kernel.door.body import Gone, Spool
from otklik.kernel.door.exchange import Exchange
from otklik.kernel.door.pages import Failure

_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reply:
    """What a thread hands to the loop: a response, and its content or the spool that is being filled with it."""

    response: HttpResponseBase
    content: bytes | Spool

    @property
    def headers(self) -> list[tuple[str, str]]:
        """Django's headers, and its cookies."""
        cookies = (("Set-Cookie", cookie.OutputString()) for cookie in self.response.cookies.values())
        return [*self.response.items(), *cookies]


class Django:
    """Django's WSGI handler, computing at most `threads` answers at a time; `spool` is where generated ones wait."""

    def __init__(self, threads: int, spool: Path) -> None:
        self._wsgi = WSGIHandler()
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="django")
        self._free = asyncio.Semaphore(threads)
        self._spool = spool
        spool.mkdir(parents=True, exist_ok=True)

    async def reply(self, exchange: Exchange, environ: dict[str, Any]) -> Reply:
        """Django's reply, as soon as its head is known. Raises Gone when the client does not wait for its turn."""
        await self._turn(exchange)
        loop = asyncio.get_running_loop()
        promised: asyncio.Future[Reply] = loop.create_future()
        hand = partial(_hand, loop, promised)
        work = loop.run_in_executor(self._threads, self._work, environ, hand, loop)
        work.add_done_callback(lambda _: self._free.release())
        return await promised

    def close(self) -> None:
        """Let the threads finish."""
        self._threads.shutdown()

    async def _turn(self, exchange: Exchange) -> None:
        if not self._free.locked():
            await self._free.acquire()
            return
        turn = asyncio.ensure_future(self._free.acquire())
        waiting: list[asyncio.Future[Any]] = [turn, exchange.leaving]
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        if exchange.leaving.done():
            if not turn.cancel():
                self._free.release()
            raise Gone

    def _work(self, environ: dict[str, Any], hand: Callable[[Reply], object], loop: asyncio.AbstractEventLoop) -> None:
        request_id = uuid4()
        token = asking.request_id.set(request_id)
        try:
            response = self._respond(environ)
            response.headers["X-Request-Id"] = str(request_id)
            try:
                if not isinstance(response, StreamingHttpResponse):
                    hand(Reply(response, response.content if isinstance(response, HttpResponse) else b""))
                elif environ["REQUEST_METHOD"] == "HEAD":
                    hand(Reply(response, b""))
                else:
                    self._generate(response, hand, loop)
            finally:
                response.close()
        except Exception as cause:
            _logger.exception("a request failed outside Django")
            hand(Reply(Failure(cause), Failure(cause).content))
        finally:
            asking.request_id.reset(token)

    def _respond(self, environ: dict[str, Any]) -> HttpResponseBase:
        """Django's response; a GET is asked once more when the database connection was lost meanwhile (F21)."""
        response = self._wsgi(environ, _ignore)
        if environ["REQUEST_METHOD"] in ("GET", "HEAD") and lost_connection(getattr(response, "cause", None)):
            response.close()
            _reconnect()
            environ["wsgi.input"].seek(0)
            response = self._wsgi(environ, _ignore)
        return response

    def _generate(
        self, response: StreamingHttpResponse, hand: Callable[[Reply], object], loop: asyncio.AbstractEventLoop
    ) -> None:
        chunks = iter(response)
        first = next(chunks, b"")  # an error up to here still gets its page
        spool = Spool(self._spool, loop)
        hand(Reply(response, spool))
        try:
            spool.write(first)
            for chunk in chunks:
                spool.write(chunk)
        except Gone:
            spool.end()
        except Exception as failure:
            spool.end(failure)
        else:
            spool.end()


def lost_connection(cause: BaseException | None) -> bool:
    """Whether an error means that the server hung up (SQLSTATE 08…, 57P…, or none), not that it refused a statement."""
    original = cause.__cause__ if cause and isinstance(cause.__cause__, psycopg.Error) else cause
    if not isinstance(original, psycopg.OperationalError) or isinstance(original, PoolTimeout):
        return False
    return original.sqlstate is None or original.sqlstate.startswith(("08", "57P"))


def _reconnect() -> None:
    """Forget connections of before the interruption, those that wait in the pool too."""
    for connection in connections.all(initialized_only=True):
        connection.close()
        if pool := getattr(connection, "pool", None):
            pool.check()


def _hand(loop: asyncio.AbstractEventLoop, promised: "asyncio.Future[Reply]", reply: Reply) -> None:
    def keep() -> None:
        if not promised.done():
            promised.set_result(reply)

    loop.call_soon_threadsafe(keep)


def _ignore(*head: object) -> Callable[[bytes], object]:
    """The head is taken from the response itself."""
    return lambda chunk: None
