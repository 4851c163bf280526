"""What every tracker can do for us, whatever it speaks (L1): create, link, read, comment."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from otklik.development.models import Flavour, Tracker


@dataclass(frozen=True)
class Comment:
    """What somebody wrote below a task. `is_ours`: it bears our mark, so nobody needs to be told of it."""

    remote: str
    author: str
    text: str
    is_ours: bool = False


@dataclass(frozen=True)
class Call:
    """What a tracker called about: a task, empty where it was none; and when that changed, if it said so."""

    key: str
    changed_at: datetime | None = None


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
    """A task to be made; `mark` is a word by which it is found again."""

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
        """The key of the task that was made with this mark; empty if none was."""

    def read(self, key: str) -> Found:
        """A task as it is."""

    def link(self, key: str, *, url: str, title: str, mark: str) -> str:
        """Let the task lead to a request; with the same `mark` the same link. The id of a comment, if it is one."""

    def comment(self, key: str, text: str) -> str:
        """Write below a task; the comment's id."""

    def address_of(self, key: str) -> str:
        """The page of a task."""

    def key_of(self, written: str) -> str:
        """The key as the tracker spells it; empty where a person wrote none. Nobody is asked."""

    def is_signed(self, body: bytes, headers: Mapping[str, str]) -> bool:
        """Whether a call is the tracker's, by the secret that was agreed on; true where none was."""

    def call_id(self, headers: Mapping[str, str]) -> str:
        """What is the same when the tracker repeats a call; empty where it sends nothing of the kind."""

    def call(self, told: object) -> Call:
        """What a call is about. Raises Trouble where it is nonsense."""


def client(tracker: Tracker) -> Client:
    """The one that speaks the tracker's language."""
    from otklik.development.github import GitHub
    from otklik.development.gitlab import GitLab
    from otklik.development.jira import Jira

    speaking: dict[str, Callable[[Tracker], Client]] = {
        Flavour.CLOUD: Jira,
        Flavour.SERVER: Jira,
        Flavour.GITLAB: GitLab,
        Flavour.GITHUB: GitHub,
    }
    return speaking[tracker.flavour](tracker)
