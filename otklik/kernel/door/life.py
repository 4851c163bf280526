"""Start, farewell and stop of a web process (ASGI lifespan)."""

import asyncio
import gc
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import get_resolver

from otklik.kernel.door.exchange import Receive, Send


@dataclass(frozen=True)
class Life:
    """What to do at the start, when the process is asked to end, and when the last request has been answered.

    The server says "shutdown" only after the last connection has closed, which an endless stream would never let
    happen; so `leave` is called at the signal itself.
    """

    start: list[Callable[[], Awaitable[None]]] = field(default_factory=list)
    leave: list[Callable[[], None]] = field(default_factory=list)
    stop: list[Callable[[], Awaitable[None]]] = field(default_factory=list)

    async def __call__(self, receive: Receive, send: Send) -> None:
        """Speak the lifespan protocol."""
        await receive()
        for act in self.start:
            await act()
        self._hear_signals()
        warm_up()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        for act in self.stop:
            await act()
        await send({"type": "lifespan.shutdown.complete"})

    def _hear_signals(self) -> None:
        """Hear the signal beside the server, which hears it through the loop's wake-up descriptor."""
        loop = asyncio.get_running_loop()

        def leave(*_: object) -> None:
            for act in self.leave:
                loop.call_soon_threadsafe(act)

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, leave)
            signal.siginterrupt(number, False)


def warm_up() -> None:
    """Do now what the first visitor would wait for, and spare the collector everything that will stay."""
    _ = get_resolver().url_patterns
    with suppress(TemplateDoesNotExist):  # a process without our interface, as in a test
        get_template("ui/base.html")
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
