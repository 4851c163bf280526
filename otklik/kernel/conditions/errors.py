"""A condition that cannot be understood, said so that it can be mended."""

from __future__ import annotations

from otklik.kernel.verbs import Refused


class Unfit(Exception):
    """A value that its field does not have; `near` is one that it has."""

    def __init__(self, near: str = "") -> None:
        super().__init__(near)
        self.near = near


class BadCondition(Refused):
    """What is wrong, and where: characters `start` to `end` of the text (0 to 0 when the condition was JSON)."""

    def __init__(self, said: object, start: int = 0, end: int = 0) -> None:
        super().__init__("condition.invalid", said, start=start, end=end)
        self.start = start
        self.end = end
