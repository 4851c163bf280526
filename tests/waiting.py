"""Waiting for the thing itself, never for time."""

from collections.abc import Callable
from threading import Event


def until(happened: Callable[[], object], seconds: float = 30) -> None:
    """Return as soon as `happened()` is true; fail when it never is."""
    for _ in range(int(seconds / 0.05)):
        if happened():
            return
        Event().wait(0.05)
    raise AssertionError("it never happened")
