"""A Redis of the tests' own, on a free port, without a disk."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tests.serving import free_port
from tests.waiting import until


class Missing(Exception):
    """Redis is not on this machine."""


class Redis:
    """A running server; `kill` and `start` it again on the same port."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        """Start, and wait until it takes connections."""
        said = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen(said, stdout=subprocess.DEVNULL)
        until(self._answers)

    def kill(self) -> None:
        """kill -9."""
        self.process.kill()
        self.process.wait()

    def _answers(self) -> bool:
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            return True
        return False


@contextmanager
def running() -> Iterator[Redis]:
    """A server until the end. Raises Missing."""
    if not shutil.which("redis-server"):
        raise Missing("no Redis here: apt-get install --no-install-recommends redis-server")
    server = Redis()
    try:
        yield server
    finally:
        server.kill()
