"""A real web server of the tests' own: `otklik web` on a free port."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from django.conf import settings as django_settings
from django.db import connection

PATIENCE = 20  # seconds until a server that hangs fails its test


class Server:
    """A running server: its address, and ways to speak to it."""

    def __init__(self, port: int, process: subprocess.Popen[bytes], data: Path) -> None:
        self.port = port
        self.process = process
        self.data = data
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE)

    def talk(self, *said: bytes) -> socket.socket:
        """A connection on which the bytes have been sent."""
        line = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        for one in said:
            line.sendall(one)
        return line

    def leave(self) -> None:
        """Ask the server to end."""
        self.process.send_signal(signal.SIGTERM)

    def ended(self) -> int:
        """Its exit code, once it has ended."""
        return self.process.wait(PATIENCE)


@contextmanager
def serving(settings: str, data: Path, database: str = "", **environment: str) -> Iterator[Server]:
    """A server with a settings module and a data directory, at the database of the test or at another one."""
    port = free_port()
    shutil.copy(django_settings.DATA / "keys.json", data)  # so that sessions made by the test are valid there
    known = {
        "DJANGO_SETTINGS_MODULE": settings,
        "OTKLIK_DATA": str(data),
        "DATABASE_URL": database_url(database or connection.settings_dict["NAME"]),
        "OTKLIK_THREADS": "2",
    }
    web = [sys.executable, "-m", "otklik", "web", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    process = subprocess.Popen(web, env={**os.environ, **known, **environment})
    server = Server(port, process, data)
    try:
        await_port(process, port)
        yield server
    finally:
        server.client.close()
        server.leave()
        server.ended()


def database_url(name: str) -> str:
    """The address of a database on the server that the tests use."""
    place = connection.settings_dict
    who = f"{place['USER']}:{place['PASSWORD']}" if place["PASSWORD"] else place["USER"]
    port = f":{place['PORT']}" if place["PORT"] else ""
    if place["HOST"].startswith("/"):
        return f"postgresql://{who}@/{name}?host={place['HOST']}"
    return f"postgresql://{who}@{place['HOST']}{port}/{name}"


def read_to_end(line: socket.socket) -> bytes:
    """Everything until the server closes."""
    parts = []
    while part := line.recv(2**20):
        parts.append(part)
    return b"".join(parts)


def free_port() -> int:
    """A port of this machine that nobody listens to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def await_port(process: subprocess.Popen[bytes], port: int) -> None:
    """Return when the process listens to the port; RuntimeError when it ends instead."""
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=PATIENCE).close()
            return
        except ConnectionRefusedError:
            try:
                process.wait(0.02)
            except subprocess.TimeoutExpired:
                continue
            raise RuntimeError("the server has ended at once") from None
