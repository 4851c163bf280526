"""Child processes that never outlive their parent."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

CODE = Path(__file__).resolve().parents[2]
PR_SET_PDEATHSIG = 1
LONGEST_PAUSE = 30.0
GOOD_LIFE = 60.0


def die_with_parent(wish: int = signal.SIGKILL, parent: int | None = None) -> None:
    """Ask Linux to send `wish` to this process when its parent dies, even by kill -9; elsewhere do nothing.

    `parent` is the process id it had when it was made: a parent that died before we asked is not announced.
    """
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(wish), 0, 0, 0)
    if parent is not None and os.getppid() != parent:
        os.kill(os.getpid(), wish)


def spawn(
    command: Sequence[str | Path],
    *,
    wish: int = signal.SIGKILL,
    env: dict[str, str] | None = None,
    cwd: Path = CODE,
    uid: int | None = None,
    output: int | None = None,
    pass_fds: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own (Ctrl-C reaches only us) that gets the signal `wish` if we die.

    `uid`: the user and group it runs as; only root may say it. `output`: where its words go, by default where ours do.
    """
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        env=env,
        cwd=cwd,
        pass_fds=pass_fds,
        start_new_session=True,
        preexec_fn=partial(die_with_parent, wish, os.getpid()),
        user=uid,
        group=uid,
        extra_groups=None if uid is None else [],
    )


@dataclass
class Child:
    """One restartable part of the process tree.

    `wishes`: signals that ask it to stop, each with the seconds given to it; after the last comes kill -9.
    """

    name: str
    begin: Callable[[], subprocess.Popen[bytes]]
    wishes: tuple[tuple[int, float], ...] = ((signal.SIGTERM, 20.0),)
    process: subprocess.Popen[bytes] | None = None
    failures: int = 0
    born: float = 0.0
    due: float = 0.0

    def start(self) -> None:
        self.process = self.begin()
        self.born = time.monotonic()

    def has_died(self) -> bool:
        """Whether it ended by itself; then what it left running is killed, and its next start gets a time."""
        if self.process is None or self.process.poll() is None:
            return False
        self._sweep(self.process)
        self.process = None
        now = time.monotonic()
        self.failures = 1 if now - self.born > GOOD_LIFE else self.failures + 1
        self.due = now + min(LONGEST_PAUSE, 0.25 * 2**self.failures)
        return True

    def is_due(self) -> bool:
        return self.process is None and time.monotonic() >= self.due

    def ask_to_stop(self) -> None:
        """Send the first wish and do not wait."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(self.wishes[0][0])

    def end(self, is_hurried: Callable[[], bool] = lambda: False) -> bool:
        """Wait for the stop that was asked for, and insist. Whether it went without kill -9."""
        if (process := self.process) is None:
            return True
        self.process = None
        gone = any(_gone(process, wish, seconds, is_hurried) for wish, seconds in self.wishes)
        if not gone:
            process.kill()
            process.wait()
        self._sweep(process)
        return gone

    def _sweep(self, process: subprocess.Popen[bytes]) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)


def _gone(process: subprocess.Popen[bytes], wish: int, seconds: float, is_hurried: Callable[[], bool]) -> bool:
    process.send_signal(wish)
    deadline = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < deadline and not is_hurried():
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.1)
    return process.returncode is not None
