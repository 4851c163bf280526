"""GitLab: REST v4 with an access token of a person, a project or a group.

Wire format: docs.gitlab.com/api/issues, /api/notes, /user/project/integrations/webhook_events. A date is the task's
own, or its milestone's; the version is the milestone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from otklik.development import marking, proving
from otklik.development.exchange import LONGEST_TITLE, MOST_COMMENTS, Exchange, day, instant, items, line, within
from otklik.development.forge import Forge, latest, number
from otklik.development.models import Tracker
from otklik.development.trackers import Call, Found, Wanted
from otklik.kernel.remote import Trouble
from otklik.kernel.text import clean_line

ISSUES = ("issue", "work_item")
"""Kinds of calls whose object is a task; a comment names its task apart."""


class GitLab(Forge):
    """One project of a GitLab, spoken with as a `Client`."""

    states = ["opened", "closed"]
    number, text, thread = "iid", "description", "notes"

    def __init__(self, tracker: Tracker) -> None:
        super().__init__(tracker)
        self.exchange = Exchange(f"{tracker.url.rstrip('/')}/api/v4", {"PRIVATE-TOKEN": tracker.token}, _said)
        self.place = f"/projects/{quote(tracker.project, safe='')}"

    def who(self) -> str:
        """The account's name; a project's token has one of its own."""
        return line(self.exchange.ask("GET", "/user").get("name"), 200)

    def create(self, wanted: Wanted) -> str:
        """An issue with a label of the chosen kind, if one is chosen; GitLab makes a label that it does not know."""
        told = {
            "title": clean_line(wanted.title)[:LONGEST_TITLE],
            "description": marking.marked(wanted.text, wanted.mark),
            **({"labels": self.tracker.issue_type} if self.tracker.issue_type else {}),
            **({"due_date": wanted.due.isoformat()} if wanted.due else {}),
        }
        return self._key(self.exchange.ask("POST", f"{self.place}/issues", told))

    def find(self, mark: str) -> str:
        """By the mark in its description."""
        query = urlencode({"search": mark, "in": "description", "scope": "all", "per_page": 20})
        one = marking.first_with(mark, self.exchange.listed(f"{self.place}/issues?{query}"), self.text)
        return self._key(one) if one else ""

    def read(self, key: str) -> Found:
        """State, assignees, date, milestone, comments."""
        told = self.exchange.ask("GET", self._issue(key))
        milestone = told.get("milestone")
        assignees = [line(within(one, "name"), 60) for one in items(told.get("assignees"))[:3]]
        return Found(
            key=self._key(told),
            title=line(told.get("title"), 300),
            status=self._status(line(told.get("state"), 20), told.get("labels")),
            changed_at=instant(told.get("updated_at"), "updated_at"),
            assignee=", ".join(assignees),
            due=day(told.get("due_date") or within(milestone, "due_date"), "due_date"),
            fix_version=line(within(milestone, "title"), 200),
            comments=self._comments(key, told, "author", "name"),
        )

    def address_of(self, key: str) -> str:
        """Where people read it."""
        return f"{self.tracker.url.rstrip('/')}/{quote(self.tracker.project)}/-/issues/{number(key)}"

    def is_signed(self, body: bytes, headers: Mapping[str, str]) -> bool:
        """By the word in X-Gitlab-Token."""
        return proving.is_word(self.tracker.secret, headers.get("X-Gitlab-Token", ""))

    def call_id(self, headers: Mapping[str, str]) -> str:
        """Idempotency-Key since 17.4; before it calls are told apart by their octets: X-Gitlab-Event-UUID is the same
        for calls that follow from one another."""
        return headers.get("Idempotency-Key", "")

    def call(self, told: object) -> Call:
        """An event of an issue or of a comment on one; about anything else it says nothing."""
        kind = within(told, "object_kind")
        if not isinstance(kind, str):
            raise Trouble("nonsense", "a call without a kind")
        issue = within(told, "object_attributes" if kind in ISSUES else "issue")
        place = str(within(told, "project", "path_with_namespace")).casefold()
        if issue is None or place != self.tracker.project.casefold():
            return Call("")
        return Call(self._key(issue), latest(within(issue, "updated_at")))

    def _newest(self, key: str, told: Mapping[str, Any]) -> Sequence[Any]:
        query = {"activity_filter": "only_comments", "order_by": "created_at", "sort": "desc"}
        place = f"{self._issue(key)}/notes?{urlencode({**query, 'per_page': MOST_COMMENTS})}"
        return self.exchange.listed(place)[::-1]


def _said(told: Any) -> str:
    """The words of GitLab's error: `message` (words, or lists by field), `error_description`, `error`."""
    message = within(told, "message")
    if isinstance(message, dict):
        message = "; ".join(f"{name}: {', '.join(map(str, items(words)))}" for name, words in message.items())
    return str(message or within(told, "error_description") or within(told, "error") or "")
