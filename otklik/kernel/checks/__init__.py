"""`otklik check`: what must be right for the house to stand. Each package may add its own in `<package>/checks.py`.

@checks.check
def mailboxes_answer() -> Iterator[Finding]:
    yield fine("mailbox support@…", "signed in")
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.module_loading import autodiscover_modules


class Level(StrEnum):
    """How bad it is; only a failure changes the exit code."""

    FINE = "ok"
    WARNING = "warning"
    FAILURE = "FAILURE"


@dataclass(frozen=True)
class Finding:
    """What was looked at, how it is, and in words what was seen or what to do."""

    what: str
    level: Level
    said: str


Check = Callable[[], Iterable[Finding]]
CHECKS: list[Check] = []


def check(look: Check) -> Check:
    """Add a check to `otklik check`."""
    CHECKS.append(look)
    return look


def fine(what: str, said: str = "") -> Finding:
    return Finding(what, Level.FINE, said)


def warning(what: str, said: str) -> Finding:
    return Finding(what, Level.WARNING, said)


def failure(what: str, said: str) -> Finding:
    return Finding(what, Level.FAILURE, said)


def holds(what: str, truth: object, otherwise: str) -> Finding:
    """Fine when `truth`, else a failure that says `otherwise`."""
    return fine(what) if truth else failure(what, otherwise)


def look() -> Iterator[Finding]:
    """Run every check; one that breaks is a failure of its own."""
    from otklik.kernel.checks import database, machine  # noqa: F401  they add themselves

    autodiscover_modules("checks")
    for one in CHECKS:
        try:
            yield from one()
        except Exception as error:
            yield failure(one.__name__.replace("_", " "), f"{type(error).__name__}: {error}".strip())
