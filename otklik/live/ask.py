"""Questions that packages above answer (F6); `wiring.py` says who."""

from collections.abc import Callable


def _only_their_own(person_id: int) -> list[str]:
    return [f"person-{person_id}"]


topics_of: Callable[[int], list[str]] = _only_their_own
"""The topics that a person may listen to: `staff`, `person-12`, …"""
