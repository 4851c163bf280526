"""A GitHub that speaks the documented wire format of REST 2022-11-28 and of its calls, and can be made to fail."""

import json
import re
from contextlib import AbstractContextManager
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.development.serving import FakeTracker, serving, signature


class FakeGitHub(FakeTracker):
    """One repository of an Enterprise Server; a date is the milestone's."""

    FIRST, KNOWN, FOREIGN = "#318", "#7", "#99"
    OPEN, DONE = "open", "completed"
    NONE = "company/none"

    def put(self, key: str, **fields: Any) -> None:
        """Somebody made or changed a task; `status` is why it was closed, or a label; `versions` the milestone."""
        known = self.issues.setdefault(
            key,
            {"title": "Ящик не открывается", "body": "", "state": "open", "state_reason": None, "labels": []}
            | {"assignees": [], "milestone": None, "said": []},
        )
        known |= {name: fields[name] for name in ("title", "body", "labels") if name in fields}
        if "status" in fields:
            is_reason = fields["status"] in ("completed", "not_planned")
            closed = {"state": "closed", "state_reason": fields["status"]}
            known |= closed if is_reason else {"labels": [*known["labels"], {"name": fields["status"]}]}
        if "assignee" in fields:
            known["assignees"] = [{"login": fields["assignee"], "id": 5}]
        milestone = dict(known["milestone"] or {"number": 1, "title": "", "due_on": None})
        if "versions" in fields:
            milestone["title"] = fields["versions"][0]
        if fields.get("duedate"):
            milestone["due_on"] = f"{fields['duedate']}T08:00:00Z"
        known["milestone"] = milestone if milestone["title"] or milestone["due_on"] else None
        known["updated"] = self.moment()

    def say(self, key: str, text: str, author: str = "Дана Тимченко") -> str:
        """Somebody wrote below a task."""
        remote = 2_000_000 + sum(len(one["said"]) for one in self.issues.values())
        self.issues[key]["said"].append({"id": remote, "body": text, "user": {"login": author}})
        self.put(key)
        return str(remote)

    def shown(self, key: str) -> dict[str, Any]:
        """As `GET /repos/{owner}/{repo}/issues/{number}` answers."""
        one = {name: value for name, value in self.issues[key].items() if name not in ("updated", "said")}
        stamp = self.issues[key]["updated"].strftime("%Y-%m-%dT%H:%M:%SZ")
        comments = len(self.issues[key]["said"])
        return {**one, "id": 76, "number": int(key[1:]), "updated_at": stamp, "comments": comments}

    def hook(self, key: str) -> bytes:
        """What GitHub calls us with when an issue changed."""
        return json.dumps({"action": "edited", "issue": self.shown(key), "repository": _REPOSITORY}).encode()

    def hook_of_comment(self, key: str) -> bytes:
        """What GitHub calls us with when somebody wrote."""
        told = {"action": "created", "issue": self.shown(key), "comment": self.issues[key]["said"][-1]}
        return json.dumps({**told, "repository": _REPOSITORY}).encode()

    def proofs(self, secret: str, body: bytes, delivery: str) -> dict[str, str]:
        """The headers of a call."""
        signed = {"X-Hub-Signature": "sha1=0", "X-Hub-Signature-256": signature(secret, body)}
        return {"X-GitHub-Delivery": delivery, "X-GitHub-Event": "issues", **signed}

    def words_below(self, key: str) -> list[str]:
        """What stands below a task."""
        return [one["body"] for one in self.issues[key]["said"]]

    def leads_to(self, key: str, address: str) -> bool:
        """Whether whoever reads the task finds the address."""
        return any(address in words for words in [self.issues[key]["body"], *self.words_below(key)])

    def answer(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        parts = urlsplit(path)
        query = {name: int(values[0]) for name, values in parse_qs(parts.query).items() if values[0].isdecimal()}
        if parts.path == "/api/v3/user":
            return 200, {"login": "otklik", "name": "Отклик"}
        found = re.fullmatch(r"/api/v3/repos/([^/]+/[^/]+)/(.+)", parts.path)
        if not found or found[1] != self.PROJECT:
            return 404, {"message": "Not Found", "documentation_url": "…", "status": "404"}
        if found[2] == "labels":
            return 200, [{"id": 1, "name": "Released"}, {"id": 2, "name": "bug"}]
        if found[2] == "issues":
            return self.made(body) if method == "POST" else (200, [self.shown(key) for key in list(self.issues)[::-1]])
        issue = re.fullmatch(r"issues/(\d+)(/comments)?", found[2])
        key = f"#{issue[1]}" if issue else ""
        if issue is None or key not in self.issues:
            return 404, {"message": "Not Found"}
        if issue[2] and method == "POST":
            return 201, {"id": int(self.say(key, body["body"], "otklik")), "body": body["body"]}
        if issue[2]:
            first = (query["page"] - 1) * query["per_page"]
            return 200, self.issues[key]["said"][first : first + query["per_page"]]
        return 200, self.shown(key)

    def made(self, told: dict[str, Any]) -> tuple[int, Any]:
        if not told.get("title"):
            errors = [{"resource": "Issue", "field": "title", "code": "missing_field"}]
            return 422, {"message": "Validation Failed", "errors": errors}
        key = f"#{318 + len(self.issues)}"
        self.put(key, title=told["title"], body=told["body"], labels=[{"name": one} for one in told["labels"]])
        return 201, self.shown(key)


_REPOSITORY = {"id": 9, "name": "mail", "full_name": "company/mail"}


def github_at(port: int = 0) -> AbstractContextManager[FakeGitHub]:
    """The fake, listening on loopback."""
    return serving(FakeGitHub(), port)
