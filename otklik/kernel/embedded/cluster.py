"""The life of the embedded server: start, readiness, stop, and what a kill -9 left behind."""

import os
import pwd
import select
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import cast

import psycopg

from otklik.kernel.children import spawn
from otklik.kernel.embedded import config, making, places

QUIET = 60.0
"""Seconds without any progress after which a start is given up."""


class NotStarted(Exception):
    """PostgreSQL did not come up; the message ends with its own last words."""


class Cluster:
    """The server of one data directory. Only who has `places.sole_use` of the directory may use it."""

    def __init__(self, data: Path, *, durable: bool = True, programs: Path | None = None) -> None:
        """Without `durable` nothing is synced to disk: for tests. `programs`: of another version than the wheel's."""
        self.data = data
        self.programs = programs
        self.durable = durable
        self.process: subprocess.Popen[bytes] | None = None
        self._progress = ("", 0.0)

    def start(self) -> None:
        """Start and wait as long as recovery makes progress; then make sure of our role and database."""
        process = self.launch()
        while not self.is_ready():
            with suppress(subprocess.TimeoutExpired):
                process.wait(0.02)
        self.furnish()

    def launch(self) -> subprocess.Popen[bytes]:
        """Start without waiting. What a killed parent left running is stopped, what a kill -9 left lying is removed."""
        self.places = places.settle(self.data)
        if not self.programs:
            making.make(self.places, durable=self.durable)
        self._clear()
        self._write_access()
        options = config.fixed(self.places.run, durable=self.durable)
        command: list[str | Path] = [(self.programs or self.places.programs) / "postgres", "-D", self.places.cluster]
        with self._words().open("wb") as words:
            self.process = spawn(
                [*command, *(f"--{name}={value}" for name, value in options.items())],
                wish=signal.SIGINT,
                env=making.ENVIRONMENT,
                cwd=Path("/"),
                uid=self.places.uid,
                output=words.fileno(),
            )
        self._progress = ("", time.monotonic())
        return self.process

    def is_ready(self) -> bool:
        """Whether it takes connections; NotStarted if it died, or has shown no progress for QUIET seconds."""
        assert self.process
        if self.process.poll() is not None:
            raise NotStarted(f"PostgreSQL ended at start.\n{self._last_words()}")
        if (done := self._work_done()) != self._progress[0]:
            self._progress = (done, time.monotonic())
        if time.monotonic() - self._progress[1] > QUIET:
            raise NotStarted(f"PostgreSQL has shown no progress for {QUIET:.0f} s.\n{self._last_words()}")
        lines = _pid_file(self.places.cluster)
        return lines[:1] == [str(self.process.pid)] and lines[7:8] == ["ready"]

    def furnish(self) -> None:
        """Make our role and database where they are missing."""
        with psycopg.connect(host=str(self.places.run), user="postgres", dbname="postgres", autocommit=True) as server:
            if not server.execute("SELECT FROM pg_roles WHERE rolname = 'otklik'").rowcount:
                server.execute("CREATE ROLE otklik LOGIN CREATEDB")
            if not server.execute("SELECT FROM pg_database WHERE datname = 'otklik'").rowcount:
                server.execute("CREATE DATABASE otklik OWNER otklik")

    def stop(self, patience: float = 60.0) -> None:
        """Fast shutdown: sessions end, everything is written. After `patience` seconds: recovery at the next start."""
        if self.process is None:
            return
        for wish, seconds in ((signal.SIGINT, patience), (signal.SIGQUIT, 10.0), (signal.SIGKILL, None)):
            self.process.send_signal(wish)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(seconds)
                break
        self.process = None

    def _clear(self) -> None:
        """Stop a server whose parent was killed, so that the next one is our child; remove a dead one's files.

        PostgreSQL itself would refuse to start while any process of its user has the old number, as happens in
        containers, where the same few numbers come again after each start.
        """
        cluster, run = self.places.cluster, self.places.run
        number = next(iter(_pid_file(cluster)), "")
        if number.isdigit():
            _end(int(number), cluster)
        for rest in (cluster / "postmaster.pid", *run.glob(".s.PGSQL.*")):
            rest.unlink(missing_ok=True)

    def _work_done(self) -> str:
        """What changes while recovery reads and writes: the log, and on Linux the counters of the processes at work."""
        assert self.process
        marks = [str(log.stat().st_size) for log in self._logs()]
        with suppress(OSError):
            children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
            marks += [Path(f"/proc/{child}/io").read_text() for child in children.split()]
        return " ".join(marks)

    def _write_access(self) -> None:
        names = _names(os.geteuid(), self.places.uid)
        for file, text in zip(("pg_hba.conf", "pg_ident.conf"), config.access(names), strict=True):
            self._write(self.places.cluster / file, text)

    def _write(self, path: Path, text: str) -> None:
        """Replace a file in a directory that another user owns, without following what that user may have put there."""
        fresh = path.with_name(f"{path.name}.new")
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
            if self.places.uid is not None:
                os.fchown(file.fileno(), self.places.uid, -1)
        fresh.replace(path)

    def _words(self) -> Path:
        (self.data / "logs").mkdir(exist_ok=True)
        return self.data / "logs" / "postgres-start.txt"

    def _logs(self) -> list[Path]:
        return [self._words(), *(self.places.cluster / "log").glob("*.log")]

    def _last_words(self) -> str:
        newest = sorted(self._logs(), key=lambda log: log.stat().st_mtime)[-2:]
        return "\n".join(log.read_text(errors="replace")[-2000:] for log in newest).strip()


@contextmanager
def reachable(data: Path) -> Iterator[None]:
    """Let a command reach the server: the one that `otklik up` runs, or one started here and stopped afterwards."""
    with ExitStack() as stack:
        with suppress(places.Busy):
            stack.enter_context(places.sole_use(data))
            cluster = Cluster(data)
            cluster.start()
            stack.callback(cluster.stop)
        yield


def _pid_file(cluster: Path) -> list[str]:
    """The lines of postmaster.pid: number, directory, …, and in the eighth the state."""
    try:
        return [line.strip() for line in (cluster / "postmaster.pid").read_text().splitlines()]
    except FileNotFoundError:
        return []


def _end(number: int, cluster: Path) -> None:
    for wish, seconds in ((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 10.0)):
        if not _serves(number, cluster):
            return
        os.kill(number, wish)
        deadline = time.monotonic() + seconds
        while _serves(number, cluster) and time.monotonic() < deadline:
            select.select([], [], [], 0.02)  # it is nobody's child here: there is nothing to wait on


def _serves(number: int, cluster: Path) -> bool:
    """Whether this process is the PostgreSQL of that directory, and not a stranger who got its number."""
    if Path("/proc/self").exists():
        process = Path("/proc") / str(number)
        try:
            return (
                process.joinpath("comm").read_text() == "postgres\n" and process.joinpath("cwd").readlink() == cluster
            )
        except OSError:
            return False
    shown = subprocess.run(["ps", "-p", str(number), "-o", "command="], capture_output=True, text=True, check=False)
    return f"-D {cluster}" in shown.stdout


def _names(*uids: int | None) -> set[str]:
    """What the machine calls these users; one without a name cannot pass peer authentication."""
    names = set()
    for uid in {*uids} - {None}:
        with suppress(KeyError):
            names.add(pwd.getpwuid(cast(int, uid)).pw_name)
    return names
