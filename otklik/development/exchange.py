"""What all trackers share on the wire: asking within bounds, and pieces of answers of which nothing is believed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from otklik.kernel import remote
from otklik.kernel.remote import Trouble
from otklik.kernel.text import clean_line

SECONDS = 15.0
LIMIT = 2 * 2**20
"""Octets of one answer."""
MOST_COMMENTS = 50
LONGEST_TITLE = 255


class Exchange:
    """Asking one tracker; whatever it answers is an object or a list, or it is Trouble."""

    def __init__(self, root: str, headers: Mapping[str, str], words: Callable[[Any], str]) -> None:
        self.root, self.headers, self.words = root, headers, words

    def ask(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        """An object."""
        told = self._answer(method, path, body)
        if not isinstance(told, dict):
            raise Trouble("nonsense", "not an object")
        return told

    def listed(self, path: str) -> list[Any]:
        """A list."""
        told = self._answer("GET", path, None)
        if not isinstance(told, list):
            raise Trouble("nonsense", "not a list")
        return told

    def _answer(self, method: str, path: str, body: object) -> Any:
        headers, words = self.headers, self.words
        url = f"{self.root}{path}"
        return remote.ask(method, url, body=body, headers=headers, limit=LIMIT, seconds=SECONDS, words=words)


def within(told: object, *names: str) -> Any:
    """What lies below the names, one in another; None where something else stands."""
    for name in names:
        told = told.get(name) if isinstance(told, dict) else None
    return told


def items(told: object) -> list[Any]:
    """A list, empty where something else stands."""
    return told if isinstance(told, list) else []


def line(told: object, limit: int) -> str:
    """Words on one line, empty where something else stands."""
    return clean_line(told)[:limit] if isinstance(told, str) else ""


def day(told: object, name: str) -> date | None:
    """A date, also of an instant. Raises Trouble where there is something else."""
    if not told:
        return None
    try:
        return date.fromisoformat(str(told)[:10])
    except ValueError:
        raise Trouble("nonsense", name) from None


def instant(told: object, name: str) -> datetime:
    """An instant. Raises Trouble where there is none."""
    at = instant_or_none(told)
    if at is None:
        raise Trouble("nonsense", name)
    return at


def instant_or_none(told: object) -> datetime | None:
    """2026-11-28T10:15:30.123+0300, as Jira writes it; 2026-11-28 10:15:30 UTC, as calls of GitLab did for years."""
    try:
        at = datetime.fromisoformat(str(told).replace(" UTC", "+00:00"))
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def positive(told: object) -> int:
    """A number of a task. Raises Trouble where there is none."""
    if not isinstance(told, int) or isinstance(told, bool) or not 0 < told < 10**12:
        raise Trouble("nonsense", "a task without a number")
    return told
