"""Settings of requests that a person may change while the server runs (F17)."""

from datetime import timedelta


def undo_window() -> timedelta:
    """For how long a sent reply can be taken back (B9)."""
    return timedelta(seconds=10)


def closes_by_silence() -> bool:
    """Whether silence closes (R10); off until a person switches it on."""
    return False


def silence_days() -> int:
    """How many of the customer's working days silence lasts before it closes, at least three (R10)."""
    return 3
