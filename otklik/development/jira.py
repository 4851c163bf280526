"""Jira: Cloud's REST v3 with documents (ADF), Data Center's v2 with plain text; e-mail and token, or a personal token.

Wire format: developer.atlassian.com/cloud/jira/platform/rest/v3 and docs.atlassian.com/software/jira/docs/api/REST.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote, urlencode

from otklik.development import adf
from otklik.development.models import Flavour, Tracker
from otklik.development.trackers import Comment, Found, Wanted
from otklik.kernel import remote
from otklik.kernel.remote import Trouble
from otklik.kernel.text import clean, clean_line

SECONDS = 15.0
LIMIT = 2 * 2**20
"""Octets of one answer."""
FIELDS = "summary,status,assignee,duedate,fixVersions,updated,comment"
MOST_COMMENTS = 50
KEY = re.compile(r"[A-Z][A-Z0-9_]{0,49}-[1-9][0-9]{0,11}")


class Jira:
    """One Jira, spoken with as a `Client`."""

    def __init__(self, tracker: Tracker) -> None:
        self.tracker = tracker
        self.is_cloud = tracker.flavour == Flavour.CLOUD
        self.root = f"{tracker.url.rstrip('/')}/rest/api/{3 if self.is_cloud else 2}"

    def who(self) -> str:
        """The account's name."""
        told = self._ask("GET", "/myself")
        return _line(told.get("displayName") or told.get("name"), 200)

    def check_place(self) -> list[str]:
        """Names of statuses that tasks of the chosen kind can have."""
        try:
            told = self._ask_list("GET", f"/project/{quote(self.tracker.project, safe='')}/statuses")
        except Trouble as trouble:
            raise Trouble("project", trouble.said, is_final=True) if trouble.code == "missing" else trouble from None
        kinds = {_line(kind.get("name"), 80).casefold(): kind for kind in told if isinstance(kind, dict)}
        chosen = kinds.get(self.tracker.issue_type.casefold())
        if chosen is None:
            raise Trouble("issue_type", ", ".join(_line(one.get("name"), 80) for one in kinds.values()), is_final=True)
        statuses = chosen.get("statuses")
        return [_line(one.get("name"), 100) for one in statuses if isinstance(one, dict)] if statuses else []

    def create(self, wanted: Wanted) -> str:
        """A task with our label; a date only where the project's form has one."""
        fields: dict[str, Any] = {
            "project": {"key": self.tracker.project},
            "issuetype": {"name": self.tracker.issue_type},
            "summary": clean_line(wanted.title)[:255],
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
        told = self._ask("GET", f"{place}?{urlencode({'jql': jql, 'fields': 'summary', 'maxResults': 1})}")
        found = told.get("issues")
        return _key(found[0]) if isinstance(found, list) and found else ""

    def read(self, key: str) -> Found:
        """Status, assignee, date, version, comments."""
        told = self._ask("GET", f"/issue/{quote(key, safe='')}?fields={FIELDS}")
        fields = told.get("fields")
        if not isinstance(fields, dict):
            raise Trouble("nonsense", "no fields")
        return Found(
            key=_key(told),
            title=_line(fields.get("summary"), 300),
            status=_line(_in(fields.get("status"), "name"), 100),
            changed_at=_instant(fields.get("updated")),
            assignee=_line(_in(fields.get("assignee"), "displayName"), 200),
            due=_day(fields.get("duedate")),
            fix_version=", ".join(_line(_in(one, "name"), 60) for one in _list(fields.get("fixVersions"))[:5])[:200],
            comments=self._comments(key, fields.get("comment")),
        )

    def link(self, key: str, *, url: str, title: str, mark: str) -> None:
        """A remote link; `globalId` makes it the same one the second time."""
        body = {"globalId": mark, "object": {"url": url, "title": clean_line(title)[:255]}}
        self._ask("POST", f"/issue/{quote(key, safe='')}/remotelink", body)

    def comment(self, key: str, text: str) -> str:
        """Its id."""
        told = self._ask("POST", f"/issue/{quote(key, safe='')}/comment", {"body": self._text(text)})
        remote = str(told.get("id") or "")
        if not remote:
            raise Trouble("nonsense", "a comment without an id")
        return remote[:40]

    def address_of(self, key: str) -> str:
        """Where people read it."""
        return f"{self.tracker.url.rstrip('/')}/browse/{quote(key, safe='')}"

    def _created(self, fields: Mapping[str, Any]) -> str:
        return _key(self._ask("POST", "/issue", {"fields": fields}))

    def _text(self, text: str) -> Any:
        text = clean(text)[: adf.LONGEST]
        return adf.to_adf(text) if self.is_cloud else text

    def _comments(self, key: str, told: object) -> list[Comment]:
        """The newest; where the task brings only the first ones, they are asked for."""
        known = _list(_in(told, "comments"))
        total = _in(told, "total")
        if isinstance(total, int) and total > len(known):
            asked = self._ask(
                "GET", f"/issue/{quote(key, safe='')}/comment?orderBy=-created&maxResults={MOST_COMMENTS}"
            )
            known = _list(asked.get("comments"))[::-1]
        return [
            Comment(str(one["id"])[:40], _author(one.get("author")), clean(adf.text_of(one.get("body"))))
            for one in known[-MOST_COMMENTS:]
            if isinstance(one, dict) and one.get("id")
        ]

    def _ask(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        told = self._answer(method, path, body)
        if not isinstance(told, dict):
            raise Trouble("nonsense", "not an object")
        return told

    def _ask_list(self, method: str, path: str) -> list[Any]:
        told = self._answer(method, path, None)
        if not isinstance(told, list):
            raise Trouble("nonsense", "not a list")
        return told

    def _answer(self, method: str, path: str, body: object) -> Any:
        url = f"{self.root}{path}"
        return remote.ask(method, url, body=body, headers=self._headers(), limit=LIMIT, seconds=SECONDS, words=_said)

    def _headers(self) -> dict[str, str]:
        tracker = self.tracker
        if tracker.user:
            proof = "Basic " + b64encode(f"{tracker.user}:{tracker.token}".encode()).decode()
        else:
            proof = f"Bearer {tracker.token}"
        return {"Authorization": proof}


def _said(told: Any) -> str:
    """The words of Jira's error: `errorMessages`, and `errors` by field."""
    if not isinstance(told, dict):
        return ""
    errors = told.get("errors")
    named = [f"{name}: {text}" for name, text in errors.items()] if isinstance(errors, dict) else []
    words = [*_list(told.get("errorMessages")), *named, *([told["message"]] if told.get("message") else [])]
    return "; ".join(map(str, words))


def _key(told: object) -> str:
    key = _in(told, "key")
    if not isinstance(key, str) or not KEY.fullmatch(key):
        raise Trouble("nonsense", "a task without a key")
    return key


def _in(told: object, name: str) -> Any:
    return told.get(name) if isinstance(told, dict) else None


def _list(told: object) -> list[Any]:
    return told if isinstance(told, list) else []


def _line(told: object, limit: int) -> str:
    return clean_line(str(told))[:limit] if isinstance(told, str) else ""


def _author(told: object) -> str:
    return _line(_in(told, "displayName"), 100) or "?"


def _day(told: object) -> date | None:
    if not told:
        return None
    try:
        return date.fromisoformat(str(told)[:10])
    except ValueError:
        raise Trouble("nonsense", "duedate") from None


def _instant(told: object) -> datetime:
    """2026-11-28T10:15:30.123+0300, as Jira writes it."""
    try:
        at = datetime.fromisoformat(str(told))
    except ValueError:
        raise Trouble("nonsense", "updated") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
