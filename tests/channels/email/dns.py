"""DNS as tests have it: the network's edge, and nothing of ours."""

from collections.abc import Callable, Mapping
from typing import Any

Records = Mapping[tuple[str, str], list[Any]]


def dns(records: Records) -> Callable[[str, str, float], list[Any]]:
    """Answers with these records alone."""
    return lambda name, kind, seconds: list(records.get((name.rstrip(".").lower(), kind), []))


def silent(name: str, kind: str, seconds: float) -> list[Any]:
    """Nobody answers."""
    raise OSError("no network")


def texts(**by_name: str) -> dict[tuple[str, str], list[Any]]:
    """TXT records; a name is written with __ for a dot."""
    return {(name.replace("__", "."), "TXT"): [(text.encode(),)] for name, text in by_name.items()}
