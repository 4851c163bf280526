"""Otklik as its own processes, killed and started by a test: the receiver, the worker and the clock."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from otklik.kernel import jobs
from tests.channels.child import ROOT, address

PROCESSES = (("receive", "mail"), ("worker",), ("clock",))


class House:
    """`kill` ends every process as a machine without power does; `start` begins them anew."""

    def __init__(self, place: Path) -> None:
        self.place, self.children, self.kills = place, list[subprocess.Popen[bytes]](), 0

    def start(self) -> None:
        """Run the processes; what they say goes to files."""
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "DATABASE_URL": address(),
            "OTKLIK_DATA": str(settings.DATA),
        }
        for command in PROCESSES:
            with (self.place / f"{command[0]}.log").open("ab") as said:
                self.children.append(
                    subprocess.Popen(
                        [sys.executable, "-m", "otklik", *command],
                        env=environment,
                        cwd=ROOT,
                        stdout=said,
                        stderr=subprocess.STDOUT,
                    )
                )

    def end(self, number: int) -> None:
        """Send every process a signal, and wait until it is gone."""
        for child in self.children:
            child.send_signal(number)
        for child in self.children:
            child.wait(60)
        self.children = []

    def kill(self) -> None:
        """Kill -9, and begin anew: the jobs of the dead are taken back at once instead of half a minute later."""
        self.end(signal.SIGKILL)
        self.kills += 1
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - make_interval(hours => 1)", [])
        jobs.rescue()
        self.start()

    def said(self) -> str:
        """The last words of each process."""
        files = sorted(self.place.glob("*.log"))
        return "\n".join(f"== {file.name}\n{file.read_text(errors='replace')[-3000:]}" for file in files)


@contextmanager
def standing(place: Path) -> Iterator[House]:
    """A running house, stopped in the end."""
    house = House(place)
    house.start()
    try:
        yield house
    finally:
        house.end(signal.SIGTERM)
