"""The web server: Granian in front of `otklik.asgi` (F1)."""

import os
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces

from otklik.kernel import logs
from otklik.kernel.children import die_with_parent

BACKPRESSURE = 16384  # Granian's own 1024 open streams are all that a worker takes before it hangs for everybody
BACKLOG = 4096
KILL_AFTER = 30
"""Seconds for the downloads in flight once a worker was asked to end; what takes longer is cut off."""


def serve(host: str, port: int, *, workers: int, data: Path, ready: int | None = None) -> None:
    """Answer until SIGTERM. `ready`: a file descriptor that gets a byte when the first worker has loaded."""
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
    ).serve(target_loader=partial(load, os.getpid(), ready), wrap_loader=False)


def load(parent: int, ready: int | None) -> Any:
    """In a worker: the application; a worker never outlives its parent."""
    die_with_parent(parent=parent)
    application = import_module("otklik.asgi").application
    if ready is not None:
        with suppress(OSError):
            os.write(ready, b".")
    return application
