"""Questions that packages above answer (F6); `wiring.py` says who."""

from collections.abc import Callable, Iterable, Mapping


def _only_their_own(people: Iterable[int]) -> dict[int, list[str]]:
    return {person: [f"person-{person}"] for person in people}


topics_of: Callable[[Iterable[int]], Mapping[int, list[str]]] = _only_their_own
"""The topics that each of some people may listen to: `staff`, `person-12`, …"""
