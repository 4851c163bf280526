"""A story of one request: what was asked, and what happened then, step by step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Step = tuple[Any, ...]


@dataclass(frozen=True)
class Story:
    """`who` writes `text`; `steps` are verbs with their words, `age` is hours since the request came."""

    who: str
    subject: str
    text: str
    age: float
    steps: tuple[Step, ...] = ()
    category: str = ""
    tags: tuple[str, ...] = ()
    channel: str = "form"

    @property
    def is_finished(self) -> bool:
        """Whether it ends closed."""
        return any(step[0] in ("helped", "close", "withdraw") for step in self.steps)


ACCEPT: Step = ("accept",)
HELPED: Step = ("helped",)


def reply(text: str) -> Step:
    """An answer after which the turn stays ours."""
    return ("reply", text)


def ask(text: str) -> Step:
    """A question to the customer."""
    return ("ask", text)


def write(text: str) -> Step:
    """The customer again."""
    return ("write", text)


def note(text: str) -> Step:
    """For colleagues only."""
    return ("note", text)


def propose(text: str) -> Step:
    """A solution."""
    return ("propose", text)


def rejected(reason: str) -> Step:
    """«Не помогло»."""
    return ("rejected", reason)


def rate(score: int, comment: str = "") -> Step:
    """The customer's mark."""
    return ("rate", score, comment)
