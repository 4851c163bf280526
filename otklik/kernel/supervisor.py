"""`otklik up`: the small parent that starts everything, restarts what dies and stops it in order (M1).

It never imports Django: it only knows how to start `python -m otklik …` and PostgreSQL.
"""

import logging
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from subprocess import Popen

from otklik.kernel import embedded, logs
from otklik.kernel.children import Child, spawn

log = logging.getLogger(__name__)

PORT_PATIENCE = 15.0
"""Seconds for a web server whose parent was killed to let go of the port."""
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD)


KINDS = frozenset({"web", "worker", "clock", "receiver"})


class Failed(Exception):
    """`up` cannot go on; the message is for the person at the terminal."""


class Stopped(Exception):
    """Somebody asked us to stop while we were starting."""


@dataclass
class Supervisor:
    """One installation on one machine. `url`: somebody else's PostgreSQL instead of the embedded one."""

    data: Path
    say: Callable[[str], None]
    host: str = "127.0.0.1"
    port: int = 8000
    url: str | None = None
    receivers: tuple[str, ...] = ()
    address: str = ""
    kinds: frozenset[str] = KINDS
    """What runs here (OTKLIK_RUNS); the rest runs on other machines."""
    asked: int = 0
    """How often we were asked to stop; from the second time on nobody waits."""
    stages: list[list[Child]] = field(default_factory=list)
    """Children by the order of stopping."""

    def run(self) -> int:
        """Serve until a signal; the exit code."""
        with embedded.sole_use(self.data), self._listening_to_signals():
            try:
                self._start()
                self._watch()
            except Stopped:
                pass
            except (Failed, embedded.Unusable, embedded.NotStarted) as error:
                self.say(str(error))
                return 1
            finally:
                self._stop()
        return 0

    def _start(self) -> None:
        if "web" in self.kinds:
            self._await_port()
        if not self.url:
            self._start_postgres()
        self._prepare()
        self._ready, ready = os.pipe()
        os.set_blocking(self._ready, False)
        worker = Child("worker", lambda: self._python("worker"), wishes=((signal.SIGTERM, 25.0),))
        receivers = [Child(f"receiver {name}", partial(self._receiver, name)) for name in self.receivers]
        clock = Child("clock", lambda: self._python("clock"), wishes=((signal.SIGTERM, 10.0),))
        web = Child("web", lambda: self._web(ready), wishes=((signal.SIGTERM, 35.0),))
        wanted = [child for child in (web, worker, clock, *receivers) if child.name.split()[0] in self.kinds]
        self.stages[:0] = [[child for child in wanted if child is not worker], [worker] if worker in wanted else []]
        for child in wanted:
            child.start()
        if web not in wanted:
            self._ready = None
            self.say(f"Otklik     runs {', '.join(sorted(self.kinds))}")

    def _start_postgres(self) -> None:
        cluster = embedded.Cluster(self.data)
        child = Child("postgres", cluster.launch, wishes=((signal.SIGINT, 60.0), (signal.SIGQUIT, 10.0)))
        self.stages.append([child])
        begun = time.monotonic()
        child.start()
        while not cluster.is_ready():
            self._wait(0.02)
        cluster.furnish()
        self.say(f"database   ready in {time.monotonic() - begun:.1f} s")

    def _prepare(self) -> None:
        """Migrations, seeds and static files: one child that must succeed."""
        preparing = Child("prepare", lambda: self._python("prepare", kind="command"))
        self.stages.insert(0, [preparing])
        preparing.start()
        assert preparing.process
        while preparing.process.poll() is None:
            self._wait(1.0)
        self.stages.remove([preparing])
        if preparing.process.returncode:
            raise Failed("not started: the step above failed")

    def _watch(self) -> None:
        """Restart what dies, with growing pauses, until we are asked to stop."""
        while True:
            for child in self._children():
                if child.has_died():
                    self._mourn(child)
                if child.is_due():
                    self._restart(child)
            self._announce()
            pauses = [child.due - time.monotonic() for child in self._children() if child.process is None]
            self._wait(max(0.01, min([3600.0, *pauses])))
            logs.rotate(self.data)

    def _mourn(self, child: Child) -> None:
        if child.name == "web" and self._ready is not None:
            raise Failed("the web server ended at its start; its last words stand above, or in the log")
        pause = child.due - time.monotonic()
        self.say(f"{child.name:<10} ended; starting again in {pause:.1f} s")
        log.error("child ended", extra={"child": child.name, "failures": child.failures})

    def _restart(self, child: Child) -> None:
        try:
            child.start()
            self.say(f"{child.name:<10} runs again")
        except (OSError, embedded.Unusable) as error:
            child.due = time.monotonic() + 30.0
            self.say(f"{child.name:<10} does not start: {error}")

    def _announce(self) -> None:
        """Say the address once the first web worker can answer."""
        if self._ready is None:
            return
        with suppress(BlockingIOError):
            os.read(self._ready, 1)
            self._ready = None
            self.say(f"Otklik     {self.address}")

    def _stop(self) -> None:
        for stage in self.stages:
            for child in stage:
                child.ask_to_stop()
            for child in stage:
                if not child.end(self._is_hurried if child.name != "postgres" else lambda: False):
                    self.say(f"{child.name:<10} killed: it did not stop in time")

    def _is_hurried(self) -> bool:
        return self.asked > 1

    def _children(self) -> Iterator[Child]:
        """PostgreSQL first, so that it is the first to come back."""
        for stage in reversed(self.stages):
            yield from stage

    def _python(self, *words: str, kind: str | None = None, **options: object) -> Popen[bytes]:
        env = {**os.environ, "OTKLIK_PROCESS": kind or words[0], "OTKLIK_DATA": str(self.data)}
        return spawn([sys.executable, "-m", "otklik", *words], env=env, **options)  # type: ignore[arg-type]

    def _receiver(self, name: str) -> Popen[bytes]:
        return self._python("receive", name, kind="receiver")

    def _web(self, ready: int) -> Popen[bytes]:
        where = ("--host", self.host, "--port", str(self.port))
        return self._python("web", *where, "--ready", str(ready), pass_fds=(ready,))

    def _await_port(self) -> None:
        deadline = time.monotonic() + PORT_PATIENCE
        if not _is_free(self.host, self.port):
            self.say(f"port       {self.port} is taken; waiting up to {PORT_PATIENCE:.0f} s (--port chooses another)")
        while not _is_free(self.host, self.port):
            if time.monotonic() > deadline:
                raise Failed(f"port {self.port} of {self.host} is taken by another program; choose one with --port")
            self._wait(0.2)

    @contextmanager
    def _listening_to_signals(self) -> Iterator[None]:
        self._bell, bell = os.pipe()
        for end in (self._bell, bell):
            os.set_blocking(end, False)
        before = [signal.signal(number, self._hear) for number in SIGNALS]
        signal.set_wakeup_fd(bell, warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(-1)
            for number, old in zip(SIGNALS, before, strict=True):
                signal.signal(number, old)

    def _hear(self, number: int, frame: object) -> None:
        self.asked += number != signal.SIGCHLD

    def _wait(self, seconds: float) -> None:
        """Until a signal, the web's first readiness, or so many seconds; raises Stopped if we were asked to stop."""
        if not self.asked:
            select.select([self._bell, *([self._ready] if self._ready is not None else [])], [], [], seconds)
            with suppress(BlockingIOError):
                os.read(self._bell, 512)
            _bury_strangers({child.process.pid for child in self._children() if child.process})
        if self.asked:
            raise Stopped

    _bell: int = -1
    _ready: int | None = None


def _is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _bury_strangers(ours: set[int]) -> None:
    """As the first process of a container, wait for orphans that the kernel gave us."""
    with suppress(ChildProcessError):
        while (dead := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)) and dead.si_pid not in ours:
            os.waitpid(dead.si_pid, 0)
