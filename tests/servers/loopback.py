"""A fake of somebody else's server, on loopback while a test needs it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol, TypeVar


class Fake(Protocol):
    """What listens: its port, and the event that lets go whoever it keeps waiting."""

    port: int
    may_go: threading.Event


F = TypeVar("F", bound=Fake)


@contextmanager
def listening(fake: F, kind: type[BaseHTTPRequestHandler], port: int = 0) -> Iterator[F]:
    """The fake, answering by `kind`."""
    with ThreadingHTTPServer(("127.0.0.1", port), kind) as server:
        fake.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield fake
        finally:
            fake.may_go.set()
            server.shutdown()
            thread.join()
