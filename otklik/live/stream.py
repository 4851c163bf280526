"""`/events`: one endless answer for each browser, with names of what changed (F2).

retry: 4120                  how long the browser waits before it comes back
id: 5012                     everything up to here was said; it comes back as Last-Event-ID
data: ticket-4831            names, one a line; `resync` means: fetch again whatever you show
data: desk
"""

import asyncio
import logging
import random
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import ParamSpec, TypeVar
from urllib.parse import parse_qs

from otklik.kernel.door.exchange import Exchange
from otklik.live.admitting import Listener, admit, missed
from otklik.live.hub import Hub, Mailbox

HEARTBEAT = 20.0  # seconds; proxies close what is silent for a minute
TOGETHER = 200  # lines that are admitted by the same four queries
LIFE = 1800.0  # seconds after which a stream ends and its session is looked at again
HEADERS = [("content-type", "text/event-stream"), ("cache-control", "no-store"), ("x-accel-buffering", "no")]
P = ParamSpec("P")
R = TypeVar("R")
_logger = logging.getLogger(__name__)

# One thread, so that a thousand browsers that come back at once leave the others to pages.
_thread = ThreadPoolExecutor(1, thread_name_prefix="live-admission")


class Admissions:
    """Those who come while others are being admitted are admitted together, after them."""

    def __init__(self) -> None:
        self._waiting: list[tuple[str, asyncio.Future[Listener | None]]] = []
        self._task: asyncio.Task[None] | None = None

    async def admitted(self, cookies: str) -> Listener | None:
        """Whose line it is; None for a stranger. Raises what the database raises."""
        answer: asyncio.Future[Listener | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((cookies, answer))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._admit())
        return await answer

    async def _admit(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting[:TOGETHER], self._waiting[TOGETHER:]
            try:
                listeners: Sequence[Listener | None] = await _in_thread(admit, [cookies for cookies, _ in group])
            except Exception as problem:  # each of them hears of it, and answers 503
                for _, answer in group:
                    _settle(answer, problem)
            else:
                for (_, answer), listener in zip(group, listeners, strict=True):
                    _settle(answer, listener)


def _settle(answer: asyncio.Future[Listener | None], result: Listener | Exception | None) -> None:
    if answer.done():  # they have left
        return
    if isinstance(result, Exception):
        answer.set_exception(result)
    else:
        answer.set_result(result)


_admissions = Admissions()


async def stream(exchange: Exchange, hub: Hub) -> None:
    """Answer `/events`. A stranger gets 204, which tells a browser not to come back."""
    if exchange.method != "GET":
        await exchange.answer(405, [("allow", "GET")])
        return
    await exchange.receive()  # the empty body
    try:
        listener = await _admissions.admitted(exchange.headers.get("cookie", ""))
    except Exception:
        _logger.exception("nobody can be admitted to the live line")
        await exchange.answer(503, [("retry-after", "5")])
        return
    if listener:
        await _let_listen(exchange, hub, listener)
    else:
        await exchange.answer(204, [("cache-control", "no-store")])


async def _let_listen(exchange: Exchange, hub: Hub, listener: Listener) -> None:
    await hub.listening.wait()
    mailbox = hub.join([*listener.topics, f"kick-{listener.person_id}"])
    exchange.leaving.add_done_callback(lambda _: mailbox.end())
    try:
        joined, after = hub.last, _after(exchange)
        names = [] if after is None or after == joined else await _in_thread(missed, listener.topics, after, joined)
        await exchange.start(200, HEADERS)
        retry = random.randint(2000, 5000)  # noqa: S311  so that they do not come back all at once
        await exchange.send(f"retry: {retry}\n".encode() + _said(joined, names), more=True)
        await _pump(exchange, hub, mailbox)
    finally:
        hub.leave(mailbox)
        exchange.close()


async def _pump(exchange: Exchange, hub: Hub, mailbox: Mailbox) -> None:
    loop = asyncio.get_running_loop()
    end = loop.time() + LIFE * random.uniform(0.8, 1.2)  # noqa: S311  not a secret
    while not mailbox.ended and loop.time() < end:
        with suppress(TimeoutError):
            async with asyncio.timeout(HEARTBEAT):
                await mailbox.wake.wait()
        if not mailbox.ended:
            await exchange.send(_said(hub.last, mailbox.take()), more=True)
    if not exchange.leaving.done():
        await exchange.send(b"", more=False)


def _said(position: int, names: Iterable[str]) -> bytes:
    """A message; without names it is a heartbeat that moves the browser's Last-Event-ID."""
    return "\n".join([f"id: {position}", *(f"data: {name}" for name in names), "", ""]).encode()


async def _in_thread(act: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    return await asyncio.get_running_loop().run_in_executor(_thread, partial(act, *args, **kwargs))


def _after(exchange: Exchange) -> int | None:
    """What the browser has heard: from its first page by the address, from an earlier stream by the header."""
    query = parse_qs(exchange.scope["query_string"].decode("latin-1"))
    told = exchange.headers.get("last-event-id") or query.get("after", [""])[0]
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 19 else None
