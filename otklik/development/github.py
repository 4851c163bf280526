"""GitHub and GitHub Enterprise Server: REST of 2022-11-28 with a token of a person or an app.

Wire format: docs.github.com/rest/issues, /webhooks/webhook-events-and-payloads, /rest/using-the-rest-api. A state is
*open*, or why the task was closed (*completed*, *not_planned*, *duplicate*); date and version are the milestone's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlsplit

from otklik.development import marking, proving
from otklik.development.exchange import LONGEST_TITLE, Exchange, day, instant, items, line, within
from otklik.development.forge import Forge, latest, number
from otklik.development.models import Tracker
from otklik.development.trackers import Call, Found, Wanted
from otklik.kernel.remote import Trouble
from otklik.kernel.text import clean_line

VERSION = "2022-11-28"
PAGE = 100


class GitHub(Forge):
    """One repository, spoken with as a `Client`."""

    states = ["open", "completed", "not_planned", "duplicate"]
    number, text, thread = "number", "body", "comments"

    def __init__(self, tracker: Tracker) -> None:
        super().__init__(tracker)
        headers = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": VERSION}
        headers["Authorization"] = f"Bearer {tracker.token}"
        self.exchange = Exchange(_root(tracker.url), headers, _said)
        self.place = f"/repos/{quote(tracker.project)}"

    def who(self) -> str:
        """The account's name; an app's token has none, and whether it works is seen from the repository."""
        try:
            told = self.exchange.ask("GET", "/user")
        except Trouble as trouble:
            if trouble.code != "forbidden":
                raise
            return ""
        return line(told.get("name") or told.get("login"), 200)

    def create(self, wanted: Wanted) -> str:
        """An issue; dates are kept in milestones only, which are the developers' own."""
        labels = [self.tracker.issue_type] if self.tracker.issue_type else []
        title, body = clean_line(wanted.title)[:LONGEST_TITLE], marking.marked(wanted.text, wanted.mark)
        told = {"title": title, "body": body, "labels": labels}
        return self._key(self.exchange.ask("POST", f"{self.place}/issues", told))

    def find(self, mark: str) -> str:
        """By the mark among the newest: a search would know a task only after a while."""
        newest = f"{self.place}/issues?state=all&sort=created&direction=desc&per_page={PAGE}"
        one = marking.first_with(mark, self.exchange.listed(newest), self.text)
        return self._key(one) if one else ""

    def read(self, key: str) -> Found:
        """State, assignees, milestone, comments."""
        told = self.exchange.ask("GET", self._issue(key))
        milestone = told.get("milestone")
        return Found(
            key=self._key(told),
            title=line(told.get("title"), 300),
            status=self._status(_state(told), told.get("labels")),
            changed_at=instant(told.get("updated_at"), "updated_at"),
            assignee=", ".join(line(within(one, "login"), 60) for one in items(told.get("assignees"))[:3]),
            due=day(within(milestone, "due_on"), "due_on"),
            fix_version=line(within(milestone, "title"), 200),
            comments=self._comments(key, told, "user", "login"),
        )

    def address_of(self, key: str) -> str:
        """Where people read it."""
        return f"{self.tracker.url.rstrip('/')}/{quote(self.tracker.project)}/issues/{number(key)}"

    def is_signed(self, body: bytes, headers: Mapping[str, str]) -> bool:
        """By X-Hub-Signature-256."""
        return proving.is_signed(self.tracker.secret, body, headers.get("X-Hub-Signature-256", ""))

    def call_id(self, headers: Mapping[str, str]) -> str:
        """The same when somebody lets GitHub deliver a call again."""
        return headers.get("X-GitHub-Delivery", "")

    def call(self, told: object) -> Call:
        """An event of an issue or of a comment on one; about anything else, as the first *ping*, it says nothing."""
        if within(told, "issue") is None:
            if within(told, "repository") is None and within(told, "zen") is None:
                raise Trouble("nonsense", "a call about nothing")
            return Call("")
        key, place = self._key(within(told, "issue")), str(within(told, "repository", "full_name"))
        changed_at = latest(within(told, "issue", "updated_at"))
        return Call(key, changed_at) if place.casefold() == self.tracker.project.casefold() else Call("")

    def _newest(self, key: str, told: Mapping[str, Any]) -> Sequence[Any]:
        """The last page, and the one before it where the last is short: GitHub lists the oldest first."""
        count = told.get("comments")
        if not isinstance(count, int) or not 0 < count < 10**6:
            return []
        last = (count - 1) // PAGE + 1
        pages = [last - 1, last] if last > 1 and (count - 1) % PAGE < PAGE // 2 else [last]
        place = f"{self._issue(key)}/comments?per_page={PAGE}"
        return [one for page in pages for one in self.exchange.listed(f"{place}&page={page}")]


def _root(url: str) -> str:
    """github.com answers at another host, an Enterprise Server below its own."""
    if (urlsplit(url).hostname or "").removeprefix("www.") == "github.com":
        return "https://api.github.com"
    return f"{url.rstrip('/')}/api/v3"


def _state(told: Mapping[str, Any]) -> str:
    if told.get("state") != "closed":
        return line(told.get("state"), 20)
    return line(told.get("state_reason"), 40) or "completed"


def _said(told: Any) -> str:
    """The words of GitHub's error: `message`, and what `errors` says of fields."""
    errors = items(within(told, "errors"))
    named = [str(within(one, "message") or f"{within(one, 'field')}: {within(one, 'code')}") for one in errors]
    return "; ".join([*([str(told["message"])] if within(told, "message") else []), *named])
