"""The real thing for browser tests: `otklik web` and `otklik worker` on a database of their own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from otklik.kernel.children import spawn
from tests.serving import await_port, database_url, free_port


class Site:
    """Where the server answers, and the database that it serves. `stranger` is a port where a foreign web server may
    be played: from there alone pictures of letters are fetched though it is inside."""

    def __init__(self, database: str) -> None:
        self.database = database
        self.port, self.stranger = free_port(), free_port()
        self.address = f"http://localhost:{self.port}"

    @contextmanager
    def running(self) -> Iterator["Site"]:
        """Prepare the database and the static files, then serve; the web server accepts before this yields."""
        if self._otklik("prepare", "command").wait():
            raise RuntimeError("otklik prepare failed")
        started = [
            self._otklik("web", "web", "--host", "127.0.0.1", "--port", str(self.port)),
            self._otklik("worker", "worker"),
        ]
        try:
            await_port(started[0], self.port)
            yield self
        finally:
            for process in started:
                process.terminate()
            for process in started:
                process.wait()

    def _otklik(self, command: str, process: str, *options: str) -> subprocess.Popen[bytes]:
        known = {
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "DATABASE_URL": database_url(self.database),
            "OTKLIK_DATA": str(settings.DATA),
            "OTKLIK_PROCESS": process,
            "SITE_URL": self.address,
            "OTKLIK_OUTSIDE_ALSO": f"127.0.0.1:{self.stranger}",
        }
        return spawn([sys.executable, "-m", "otklik", command, *options], env={**os.environ, **known})
