"""A Jira that speaks the documented wire format of Cloud's v3 and Data Center's v2, and can be made to fail."""

import json
import re
from contextlib import AbstractContextManager
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.development.serving import FakeTracker, serving, signature

USER, TOKEN = "bot@otklik.example", "jira-secret-token"


class FakeJira(FakeTracker):
    """One project."""

    FIRST, KNOWN, FOREIGN = "MAIL-318", "MAIL-7", "MAIL-99"
    OPEN, DONE = "To Do", "Done"
    PROJECT = "MAIL"
    NONE = "NONE"

    def __init__(self) -> None:
        super().__init__()
        self.links: dict[str, dict[str, Any]] = {}
        self.has_due_field = True

    def put(self, key: str, **fields: Any) -> None:
        """Somebody made or changed a task in Jira."""
        known = self.issues.setdefault(
            key,
            {"summary": "Ящик не открывается", "status": "To Do", "assignee": None, "duedate": None, "versions": []}
            | {"comments": [], "labels": [], "version": 3},
        )
        known.update(fields)
        known["updated"] = self.moment().strftime("%Y-%m-%dT%H:%M:%S.000+0000")

    def say(self, key: str, text: Any, author: str = "Дана Тимченко") -> str:
        """Somebody wrote below a task."""
        remote = str(10000 + sum(len(one["comments"]) for one in self.issues.values()))
        comments = [*self.issues[key]["comments"], {"id": remote, "author": {"displayName": author}, "body": text}]
        self.put(key, comments=comments)
        return remote

    def shown(self, key: str) -> dict[str, Any]:
        """As `GET /issue/{key}` answers."""
        one = self.issues[key]
        return {
            "id": "10001",
            "key": key,
            "self": f"{self.url}/rest/api/3/issue/10001",
            "fields": {
                "summary": one["summary"],
                "status": {"name": one["status"], "statusCategory": {"key": "indeterminate"}},
                "assignee": {"displayName": one["assignee"]} if one["assignee"] else None,
                "duedate": one["duedate"],
                "fixVersions": [{"id": "1", "name": name} for name in one["versions"]],
                "updated": one["updated"],
                "comment": {
                    "comments": one["comments"][:20],
                    "maxResults": 20,
                    "total": len(one["comments"]),
                    "startAt": 0,
                },
            },
        }

    def hook(self, key: str, event: str = "jira:issue_updated") -> bytes:
        """What Jira calls us with."""
        return json.dumps({"timestamp": 1, "webhookEvent": event, "issue": self.shown(key)}).encode()

    def proofs(self, secret: str, body: bytes, delivery: str) -> dict[str, str]:
        """The headers of a call."""
        return {"X-Hub-Signature": signature(secret, body), "X-Atlassian-Webhook-Identifier": delivery}

    def words_below(self, key: str) -> list[str]:
        """What stands below a task."""
        return [str(one["body"]) for one in self.issues[key]["comments"]]

    def leads_to(self, key: str, address: str) -> bool:
        """Whether whoever reads the task finds the address."""
        return any(link["url"].endswith(address) for link in self.links.values())

    def answer(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        parts = urlsplit(path)
        place = re.sub(r"^/rest/api/[23]", "", parts.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if place == "/myself":
            return 200, {"displayName": "Отклик", "active": True}
        if place == "/project/MAIL/statuses":
            return 200, [{"name": "Bug", "statuses": [{"name": "To Do"}, {"name": "Done"}, {"name": "Released"}]}]
        if place in ("/search", "/search/jql"):
            mark = query["jql"].rpartition('labels = "')[2].rstrip('"')
            return 200, {"issues": [{"key": key} for key, one in self.issues.items() if mark in one["labels"]]}
        if place == "/issue" and method == "POST":
            return self.created(body["fields"])
        found = re.fullmatch(r"/issue/([A-Z]+-\d+)(/comment|/remotelink)?", place)
        if not found or found[1] not in self.issues:
            return 404, {"errorMessages": ["Issue does not exist or you do not have permission to see it."]}
        if found[2] == "/remotelink":
            self.links[body["globalId"]] = body["object"]
            return 201, {"id": 1}
        if found[2] == "/comment" and method == "POST":
            return 201, {"id": self.say(found[1], body["body"], "Отклик")}
        if found[2] == "/comment":
            return 200, {"comments": self.issues[found[1]]["comments"][::-1], "total": 99}
        return 200, self.shown(found[1])

    def created(self, fields: dict[str, Any]) -> tuple[int, Any]:
        if "duedate" in fields and not self.has_due_field:
            return 400, {"errorMessages": [], "errors": {"duedate": "Field 'duedate' cannot be set."}}
        if fields["project"]["key"] != "MAIL":
            return 400, {"errorMessages": [], "errors": {"project": "valid project is required"}}
        key = f"MAIL-{318 + len(self.issues)}"
        self.put(key, summary=fields["summary"], labels=fields["labels"], duedate=fields.get("duedate"))
        self.issues[key]["description"] = fields["description"]
        return 201, {"id": "10001", "key": key, "self": f"{self.url}/rest/api/3/issue/10001"}


def jira_at(port: int = 0) -> AbstractContextManager[FakeJira]:
    """The fake, listening on loopback."""
    return serving(FakeJira(), port)
