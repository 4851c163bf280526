"""Jira: Cloud's REST v3 with documents (ADF), Data Center's v2 with plain text; e-mail and token, or a personal token.

Wire format: developer.atlassian.com/cloud/jira/platform/rest/v3 and docs.atlassian.com/software/jira/docs/api/REST.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from otklik.development import adf, proving
from otklik.development.exchange import (
    LONGEST_TITLE,
    MOST_COMMENTS,
    Exchange,
    day,
    instant,
    instant_or_none,
    items,
    line,
    within,
)
from otklik.development.models import Flavour, Tracker
from otklik.development.trackers import Call, Comment, Found, Wanted
from otklik.kernel.remote import Trouble
from otklik.kernel.text import clean, clean_line

FIELDS = "summary,status,assignee,duedate,fixVersions,updated,comment"
KEY = re.compile(r"[A-Z][A-Z0-9_]{0,49}-[1-9][0-9]{0,11}")


class Jira:
    """One Jira, spoken with as a `Client`."""

    def __init__(self, tracker: Tracker) -> None:
        self.tracker = tracker
        self.is_cloud = tracker.flavour == Flavour.CLOUD
        root = f"{tracker.url.rstrip('/')}/rest/api/{3 if self.is_cloud else 2}"
        self.exchange = Exchange(root, _headers(tracker), _said)

    def who(self) -> str:
        """The account's name."""
        told = self.exchange.ask("GET", "/myself")
        return line(told.get("displayName") or told.get("name"), 200)

    def check_place(self) -> list[str]:
        """Names of statuses that tasks of the chosen kind can have."""
        try:
            told = self.exchange.listed(f"/project/{quote(self.tracker.project, safe='')}/statuses")
        except Trouble as trouble:
            raise Trouble("project", trouble.said, is_final=True) if trouble.code == "missing" else trouble from None
        kinds = {line(kind.get("name"), 80).casefold(): kind for kind in told if isinstance(kind, dict)}
        chosen = kinds.get(self.tracker.issue_type.casefold())
        if chosen is None:
            raise Trouble("issue_type", ", ".join(line(one.get("name"), 80) for one in kinds.values()), is_final=True)
        statuses = chosen.get("statuses")
        return [line(one.get("name"), 100) for one in statuses if isinstance(one, dict)] if statuses else []

    def create(self, wanted: Wanted) -> str:
        """A task with our label; a date only where the project's form has one."""
        fields: dict[str, Any] = {
            "project": {"key": self.tracker.project},
            "issuetype": {"name": self.tracker.issue_type},
            "summary": clean_line(wanted.title)[:LONGEST_TITLE],
            "description": self._text(wanted.text),
            "labels": [wanted.mark],
        }
        if wanted.due:
            try:
                return self._created({**fields, "duedate": wanted.due.isoformat()})
            except Trouble as trouble:
                if trouble.code != "refused" or "duedate" not in trouble.said:
                    raise
        return self._created(fields)

    def find(self, mark: str) -> str:
        """By its label."""
        place = "/search/jql" if self.is_cloud else "/search"
        jql = f'project = "{self.tracker.project}" AND labels = "{mark}"'
        told = self.exchange.ask("GET", f"{place}?{urlencode({'jql': jql, 'fields': 'summary', 'maxResults': 1})}")
        found = told.get("issues")
        return _key(found[0]) if isinstance(found, list) and found else ""

    def read(self, key: str) -> Found:
        """Status, assignee, date, version, comments."""
        told = self.exchange.ask("GET", f"/issue/{quote(key, safe='')}?fields={FIELDS}")
        fields = told.get("fields")
        if not isinstance(fields, dict):
            raise Trouble("nonsense", "no fields")
        return Found(
            key=_key(told),
            title=line(fields.get("summary"), 300),
            status=line(within(fields.get("status"), "name"), 100),
            changed_at=instant(fields.get("updated"), "updated"),
            assignee=line(within(fields.get("assignee"), "displayName"), 200),
            due=day(fields.get("duedate"), "duedate"),
            fix_version=", ".join(line(within(one, "name"), 60) for one in items(fields.get("fixVersions"))[:5])[:200],
            comments=self._comments(key, fields.get("comment")),
        )

    def link(self, key: str, *, url: str, title: str, mark: str) -> str:
        """A remote link; `globalId` makes it the same one the second time."""
        body = {"globalId": mark, "object": {"url": url, "title": clean_line(title)[:LONGEST_TITLE]}}
        self.exchange.ask("POST", f"/issue/{quote(key, safe='')}/remotelink", body)
        return ""

    def comment(self, key: str, text: str) -> str:
        """Its id."""
        told = self.exchange.ask("POST", f"/issue/{quote(key, safe='')}/comment", {"body": self._text(text)})
        remote = str(told.get("id") or "")
        if not remote:
            raise Trouble("nonsense", "a comment without an id")
        return remote[:40]

    def address_of(self, key: str) -> str:
        """Where people read it."""
        return f"{self.tracker.url.rstrip('/')}/browse/{quote(key, safe='')}"

    def key_of(self, written: str) -> str:
        """MAIL-318, however it is written."""
        key = written.strip().upper()
        return key if KEY.fullmatch(key) else ""

    def is_signed(self, body: bytes, headers: Mapping[str, str]) -> bool:
        """By X-Hub-Signature (WebSub)."""
        return proving.is_signed(self.tracker.secret, body, headers.get("X-Hub-Signature", ""))

    def call_id(self, headers: Mapping[str, str]) -> str:
        """The same when Jira repeats a call."""
        return headers.get("X-Atlassian-Webhook-Identifier", "")

    def call(self, told: object) -> Call:
        """An event of an issue or of a comment on one."""
        return Call(_key(within(told, "issue")), instant_or_none(within(told, "issue", "fields", "updated")))

    def _created(self, fields: Mapping[str, Any]) -> str:
        return _key(self.exchange.ask("POST", "/issue", {"fields": fields}))

    def _text(self, text: str) -> Any:
        text = clean(text)[: adf.LONGEST]
        return adf.to_adf(text) if self.is_cloud else text

    def _comments(self, key: str, told: object) -> list[Comment]:
        """The newest; where the task brings only the first ones, they are asked for."""
        known = items(within(told, "comments"))
        total = within(told, "total")
        if isinstance(total, int) and total > len(known):
            asked = self.exchange.ask(
                "GET", f"/issue/{quote(key, safe='')}/comment?orderBy=-created&maxResults={MOST_COMMENTS}"
            )
            known = items(asked.get("comments"))[::-1]
        return [
            Comment(str(one["id"])[:40], _author(one.get("author")), clean(adf.text_of(one.get("body"))))
            for one in known[-MOST_COMMENTS:]
            if isinstance(one, dict) and one.get("id")
        ]


def _headers(tracker: Tracker) -> dict[str, str]:
    if tracker.user:
        return {"Authorization": "Basic " + b64encode(f"{tracker.user}:{tracker.token}".encode()).decode()}
    return {"Authorization": f"Bearer {tracker.token}"}


def _said(told: Any) -> str:
    """The words of Jira's error: `errorMessages`, and `errors` by field."""
    if not isinstance(told, dict):
        return ""
    errors = told.get("errors")
    named = [f"{name}: {text}" for name, text in errors.items()] if isinstance(errors, dict) else []
    words = [*items(told.get("errorMessages")), *named, *([told["message"]] if told.get("message") else [])]
    return "; ".join(map(str, words))


def _key(told: object) -> str:
    key = within(told, "key")
    if not isinstance(key, str) or not KEY.fullmatch(key):
        raise Trouble("nonsense", "a task without a key")
    return key


def _author(told: object) -> str:
    return line(within(told, "displayName"), 100) or "?"
