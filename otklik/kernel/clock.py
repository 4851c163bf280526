"""The only source of the present moment (F26): one instant for each verb, and time travel for tests and demo data."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_instant: ContextVar[datetime | None] = ContextVar("instant", default=None)


def now() -> datetime:
    """The current instant, in UTC; inside `at` or a verb it stands still."""
    return _instant.get() or datetime.now(UTC)  # noqa: TID251  the one place that may ask the machine


def not_before(instant: datetime) -> None:
    """Let a verb that waited for a row act no earlier than whoever held it; outside a verb nothing happens."""
    stands = _instant.get()
    if stands is not None and stands < instant:
        _instant.set(instant)


@contextmanager
def at(instant: datetime) -> Iterator[datetime]:
    """Let everything inside see `instant` as the present."""
    token = _instant.set(instant.astimezone(UTC))
    try:
        yield instant
    finally:
        _instant.reset(token)
