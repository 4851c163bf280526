"""What GitLab and GitHub have in common: numbered tasks with labels, a milestone, and comments in Markdown (L1)."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import quote

from otklik.development import marking
from otklik.development.exchange import Exchange, instant_or_none, items, line, positive, within
from otklik.development.models import Tracker
from otklik.development.trackers import Comment
from otklik.kernel.remote import Trouble
from otklik.kernel.text import clean_line

WRITTEN = re.compile(r"(?:.*[#/])?([1-9][0-9]{0,11})")
"""42, #42, group/project#42, or a task's address."""
SECOND = timedelta(seconds=1)


class Forge(ABC):
    """One project. A status is the label that means "released" here, if the task bears one; otherwise its state."""

    states: ClassVar[list[str]]
    number: ClassVar[str]
    """Where an answer has a task's number."""
    text: ClassVar[str]
    """Where it has a task's words."""
    thread: ClassVar[str]
    """Below which address the comments are."""
    exchange: Exchange
    place: str
    """The project's address within the interface."""

    def __init__(self, tracker: Tracker) -> None:
        self.tracker = tracker

    def check_place(self) -> list[str]:
        """Every state, and the labels that a task can bear."""
        try:
            labels = self.exchange.listed(f"{self.place}/labels?per_page=100")
        except Trouble as trouble:
            raise Trouble("project", trouble.said, is_final=True) if trouble.code == "missing" else trouble from None
        return self.states + [line(within(one, "name"), 100) for one in labels]

    def link(self, key: str, *, url: str, title: str, mark: str) -> str:
        """A comment with the address, unless the task was made with it or the comment is there; its id."""
        told = self.exchange.ask("GET", self._issue(key))
        if url in str(told.get(self.text) or ""):
            return ""
        known = marking.first_with(mark, self._newest(key, told), "body")
        return str(within(known, "id")) if known else self._write(key, f"{clean_line(title)}\n{url}", mark)

    def comment(self, key: str, text: str) -> str:
        """Its id."""
        return self._write(key, text, "otklik")

    def key_of(self, written: str) -> str:
        """#42, however it is written."""
        found = WRITTEN.fullmatch(written.strip().rstrip("/"))
        return f"#{found[1]}" if found else ""

    def _comments(self, key: str, told: Mapping[str, Any], *author: str) -> list[Comment]:
        return [
            Comment(
                remote=str(one["id"])[:40],
                author=line(within(one, *author), 100) or "?",
                text=marking.text_of(one.get("body")),
                is_ours=marking.is_marked(one.get("body")),
            )
            for one in self._newest(key, told)
            if isinstance(one, dict) and one.get("id") and not one.get("system")
        ]

    @abstractmethod
    def _newest(self, key: str, told: Mapping[str, Any]) -> Sequence[Any]:
        """The last comments of a task that was read, the oldest of them first."""

    def _write(self, key: str, text: str, mark: str) -> str:
        told = self.exchange.ask("POST", f"{self._issue(key)}/{self.thread}", {"body": marking.marked(text, mark)})
        if not told.get("id"):
            raise Trouble("nonsense", "a comment without an id")
        return str(told["id"])[:40]

    def _status(self, state: str, labels: object) -> str:
        names = [line(one if isinstance(one, str) else within(one, "name"), 100) for one in items(labels)]
        return next((name for name in names if self.tracker.means_released(name)), state)

    def _issue(self, key: str) -> str:
        return f"{self.place}/issues/{number(key)}"

    def _key(self, told: object) -> str:
        return f"#{positive(within(told, self.number))}"


def number(key: str) -> str:
    """42 of #42, safe in an address."""
    return quote(key.lstrip("#"), safe="")


def latest(told: object) -> datetime | None:
    """When something changed at the latest: calls round instants down to a second."""
    at = instant_or_none(told)
    return at if at is None or at.microsecond else at + SECOND
