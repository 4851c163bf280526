"""The real thing for browser tests: Granian and a worker on a database of their own, started when first asked for."""

import os
import select
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds for the first start; it is over as soon as the server says so


class Site:
    """Where the server answers, and the database that it serves."""

    def __init__(self, database: str) -> None:
        self.database = database
        self.port = _free_port()
        self.address = f"http://localhost:{self.port}"

    @contextmanager
    def running(self) -> Iterator["Site"]:
        self._otklik("command", "prepare").wait()
        web = self._web()
        worker = self._otklik("worker", "worker")
        try:
            yield self
        finally:
            for process in (web, worker):
                process.terminate()
            for process in (web, worker):
                process.wait()

    def _web(self) -> subprocess.Popen[bytes]:
        """The web server, once it can answer."""
        listening, ready = os.pipe()
        where = ("--host", "127.0.0.1", "--port", str(self.port), "--ready", str(ready))
        web = self._otklik("web", "web", *where, pass_fds=(ready,))
        os.close(ready)
        said, _, _ = select.select([listening], [], [], PATIENCE)
        answered = bool(said and os.read(listening, 1))
        os.close(listening)
        if not answered:
            web.kill()
            raise RuntimeError(f"the web server did not start (exit code {web.wait()})")
        return web

    def _otklik(self, process: str, *words: str, pass_fds: tuple[int, ...] = ()) -> subprocess.Popen[bytes]:
        place = settings.DATABASES["default"]
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "DATABASE_URL": f"postgresql://{place['USER']}@/{self.database}?host={place['HOST']}&port={place['PORT']}",
            "OTKLIK_DATA": str(settings.DATA),
            "OTKLIK_PROCESS": process,
            "SITE_URL": self.address,
            "PORT": str(self.port),
        }
        return subprocess.Popen([sys.executable, "-m", "otklik", *words], env=environment, cwd=ROOT, pass_fds=pass_fds)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
