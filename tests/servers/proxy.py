"""A wire between a program and a server that falls silent in the middle of an answer when a test tells it to."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Wire:
    """Passes everything on; `silent_at`: once the server's words hold it, half of them pass and then nothing.

    Setting `silent_at` to b"" mends the wire for later connections.
    """

    def __init__(self, port: int) -> None:
        self.target, self.silent_at, self.fell_silent = port, b"", threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def close(self) -> None:
        """Cut every connection."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._threads[0].join(10)
        for one in self._open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)
        for one in self._open:
            one.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _address = self._listener.accept()
                self._open.append(client)
                server = socket.create_connection(("127.0.0.1", self.target))
                self._open.append(server)
                for ends in ((client, server, False), (server, client, True)):
                    self._threads.append(threading.Thread(target=self._pass, args=ends, daemon=True))
                    self._threads[-1].start()

    def _pass(self, source: socket.socket, target: socket.socket, is_answer: bool) -> None:
        with suppress(OSError):
            while said := source.recv(65536):
                if is_answer and self.silent_at and self.silent_at in said:
                    target.sendall(said[: len(said) // 2])
                    self.fell_silent.set()
                    return
                target.sendall(said)
            target.shutdown(socket.SHUT_WR)


@contextmanager
def running(port: int) -> Iterator[Wire]:
    """A wire to that port of the loopback, gone afterwards."""
    wire = Wire(port)
    try:
        yield wire
    finally:
        wire.close()
