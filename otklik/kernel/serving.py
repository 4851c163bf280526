"""The web server: Granian in front of `otklik.asgi` (F1)."""

import logging
import os
import select
import signal
import socket
import threading
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces

from otklik.kernel import logs
from otklik.kernel.children import die_with_parent

log = logging.getLogger(__name__)

BACKPRESSURE = 16384  # Granian's own 1024 open streams are all that a worker takes before it hangs for everybody
BACKLOG = 4096
KILL_AFTER = 30
"""Seconds for the downloads in flight once a worker was asked to end; what takes longer is cut off."""


def serve(host: str, port: int, *, workers: int, data: Path, ready: int | None = None) -> None:
    """Answer until SIGTERM. `ready`: a file descriptor that gets a byte when a worker takes connections."""
    Granian(
        "otklik.asgi:application",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=workers,
        http=HTTPModes.http1,
        websockets=False,
        backpressure=BACKPRESSURE,
        backlog=BACKLOG,
        respawn_failed_workers=True,
        workers_kill_timeout=KILL_AFTER,
        log_dictconfig=logs.configuration("web", data),
    ).serve(target_loader=partial(load, os.getpid(), (host, port), ready), wrap_loader=False)


def load(parent: int, where: tuple[str, int], ready: int | None) -> Any:
    """In a worker: the application; a worker never outlives its parent, and one that cannot load ends it."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # until the server listens: what was inherited would swallow it
    die_with_parent(parent=parent)
    try:
        application = import_module("otklik.asgi").application
    except Exception:
        log.exception("the application does not load")
        os.kill(parent, signal.SIGTERM)  # instead of trying it again and again
        raise SystemExit(1) from None
    if ready is not None:
        threading.Thread(target=_tell, args=(where, ready), daemon=True).start()
    return application


def _tell(where: tuple[str, int], ready: int) -> None:
    """Each worker opens the port by itself, and the server does not say when."""
    while True:
        with suppress(OSError):
            socket.create_connection(where, timeout=1).close()
            break
        select.select([], [], [], 0.02)
    with suppress(OSError):
        os.write(ready, b".")
