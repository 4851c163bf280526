"""What every tracker can do for us, whatever it speaks (L1): create, link, read, comment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from otklik.development.models import Flavour, Tracker


@dataclass(frozen=True)
class Comment:
    """What somebody wrote below a task."""

    remote: str
    author: str
    text: str


@dataclass(frozen=True)
class Found:
    """A task as the tracker shows it now; `changed_at` is the tracker's own time."""

    key: str
    title: str
    status: str
    changed_at: datetime
    assignee: str = ""
    due: date | None = None
    fix_version: str = ""
    comments: Sequence[Comment] = field(default_factory=tuple)


@dataclass(frozen=True)
class Wanted:
    """A task to be made; `mark` is a label by which it is found again."""

    title: str
    text: str
    mark: str
    due: date | None = None


class Client(Protocol):
    """A tracker that is spoken with. Every method raises kernel.remote.Trouble."""

    def who(self) -> str:
        """The account that we sign in with."""

    def check_place(self) -> list[str]:
        """The names of the project's statuses; Trouble "project" or "issue_type" where there is no such."""

    def create(self, wanted: Wanted) -> str:
        """Make a task; its key."""

    def find(self, mark: str) -> str:
        """The key of the task that was made with this label; empty if none was."""

    def read(self, key: str) -> Found:
        """A task as it is."""

    def link(self, key: str, *, url: str, title: str, mark: str) -> None:
        """Let the task lead to a request; with the same `mark` the same link."""

    def comment(self, key: str, text: str) -> str:
        """Write below a task; the comment's id."""

    def address_of(self, key: str) -> str:
        """The page of a task."""


def client(tracker: Tracker) -> Client:
    """The one that speaks the tracker's language."""
    from otklik.development.jira import Jira

    speaking: dict[str, Callable[[Tracker], Client]] = {Flavour.CLOUD: Jira, Flavour.SERVER: Jira}
    return speaking[tracker.flavour](tracker)
