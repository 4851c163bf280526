"""Whoever somebody waits for goes first: a worker that reads a burst of letters does its patient work afterwards.

The queues have threads of their own, but share one interpreter: without this, a burst is read at a third of the speed.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

QUIET = 0.05
"""Seconds after the last hurried job in which the next one may still come."""

PATIENCE: Mapping[str, float] = {"soon": 5, "bulk": 20}
"""Seconds that a job of a queue lets others go first, at most: it is done late, never not at all."""


class Courtesy:
    """What runs in one process, and who waits for it to be over."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._changed = threading.Condition()
        self._hurried = 0
        self._ended = float("-inf")

    @contextmanager
    def around(self, queue: str) -> Iterator[None]:
        """Run a job of that queue inside: at once when somebody waits for it, else when nobody does."""
        if queue in PATIENCE:
            self.wait(PATIENCE[queue])
            yield
            return
        with self._changed:
            self._hurried += 1
        try:
            yield
        finally:
            with self._changed:
                self._hurried -= 1
                self._ended = self._now()
                self._changed.notify_all()

    def wait(self, most: float) -> None:
        """Return when nothing hurried runs and none has ended just now, or after `most` seconds."""
        until = self._now() + most
        with self._changed:
            while self._hurried or self._ended + QUIET > self._now():
                left = until - self._now()
                if left <= 0:
                    return
                self._changed.wait(left if self._hurried else min(left, QUIET))
