"""Settings of requests that a person may change while the server runs (F17)."""

from datetime import timedelta


def undo_window() -> timedelta:
    """For how long a sent reply can be taken back (B9)."""
    return timedelta(seconds=10)
