"""A GitLab that speaks the documented wire format of REST v4 and of its calls, and can be made to fail."""

import json
import re
from contextlib import AbstractContextManager
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.development.serving import FakeTracker, serving


class FakeGitLab(FakeTracker):
    """One project; what somebody clicked stands among the notes as `system`."""

    AUTHORIZATION = "PRIVATE-TOKEN"
    FIRST, KNOWN, FOREIGN = "#318", "#7", "#99"
    OPEN, DONE = "opened", "closed"
    NONE = "company/none"

    def put(self, key: str, **fields: Any) -> None:
        """Somebody made or changed a task; `status` is a state or a label, `versions` the milestone."""
        known = self.issues.setdefault(
            key,
            {"title": "Ящик не открывается", "description": "", "state": "opened", "labels": [], "assignees": []}
            | {"due_date": None, "milestone": None, "notes": []},
        )
        known |= {name: fields[name] for name in ("title", "description", "labels") if name in fields}
        if "status" in fields:
            is_state = fields["status"] in ("opened", "closed")
            known |= {"state": fields["status"]} if is_state else {"labels": [*known["labels"], fields["status"]]}
        if "duedate" in fields:
            known["due_date"] = fields["duedate"]
        if "assignee" in fields:
            known["assignees"] = [{"id": 5, "username": "dana", "name": fields["assignee"]}]
        if "versions" in fields:
            known["milestone"] = {"id": 1, "iid": 1, "title": fields["versions"][0], "due_date": fields.get("until")}
        known["updated"] = self.moment()

    def say(self, key: str, text: str, author: str = "Дана Тимченко", *, is_system: bool = False) -> str:
        """Somebody wrote below a task."""
        remote = 30_000 + sum(len(one["notes"]) for one in self.issues.values())
        note = {"id": remote, "body": text, "author": {"username": "x", "name": author}, "system": is_system}
        self.issues[key]["notes"].append(note)
        self.put(key)
        return str(remote)

    def shown(self, key: str) -> dict[str, Any]:
        """As `GET /projects/:id/issues/:iid` answers."""
        one = {name: value for name, value in self.issues[key].items() if name not in ("updated", "notes")}
        stamp = self.issues[key]["updated"].strftime("%Y-%m-%dT%H:%M:%S.123Z")
        return {**one, "id": 76, "iid": int(key[1:]), "project_id": 4, "updated_at": stamp, "web_url": "…"}

    def hook(self, key: str) -> bytes:
        """What GitLab calls us with when an issue changed."""
        stamp = self.issues[key]["updated"].strftime("%Y-%m-%d %H:%M:%S UTC")
        about = {"id": 301, "iid": int(key[1:]), "updated_at": stamp, "action": "update"}
        return json.dumps({"object_kind": "issue", "project": _PROJECT, "object_attributes": about}).encode()

    def hook_of_comment(self, key: str) -> bytes:
        """What GitLab calls us with when somebody wrote."""
        stamp = self.issues[key]["updated"].strftime("%Y-%m-%d %H:%M:%S UTC")
        about = {"id": 1241, "note": "…", "noteable_type": "Issue"}
        issue = {"id": 301, "iid": int(key[1:]), "updated_at": stamp}
        told = {"object_kind": "note", "project": _PROJECT, "object_attributes": about, "issue": issue}
        return json.dumps(told).encode()

    def proofs(self, secret: str, body: bytes, delivery: str) -> dict[str, str]:
        """The headers of a call."""
        return {"X-Gitlab-Token": secret, "Idempotency-Key": delivery, "X-Gitlab-Event-UUID": "recursive"}

    def words_below(self, key: str) -> list[str]:
        """What stands below a task."""
        return [one["body"] for one in self.issues[key]["notes"] if not one["system"]]

    def leads_to(self, key: str, address: str) -> bool:
        """Whether whoever reads the task finds the address."""
        return any(address in words for words in [self.issues[key]["description"], *self.words_below(key)])

    def answer(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        parts = urlsplit(path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/api/v4/user":
            return 200, {"id": 1, "username": "project_4_bot", "name": "Отклик"}
        found = re.fullmatch(r"/api/v4/projects/([^/]+)/(.+)", parts.path)
        if not found or unquote(found[1]) != self.PROJECT:
            return 404, {"message": "404 Project Not Found"}
        if found[2] == "labels":
            return 200, [{"id": 1, "name": "Released"}, {"id": 2, "name": "bug"}]
        if found[2] == "issues":
            return self.made(body) if method == "POST" else (200, self.sought(query))
        issue = re.fullmatch(r"issues/(\d+)(/notes)?", found[2])
        key = f"#{issue[1]}" if issue else ""
        if issue is None or key not in self.issues:
            return 404, {"message": "404 Not found"}
        if issue[2] and method == "POST":
            return 201, {"id": int(self.say(key, body["body"], "Отклик")), "body": body["body"]}
        if issue[2]:
            return 200, self.issues[key]["notes"][::-1][: int(query["per_page"])]
        return 200, self.shown(key)

    def made(self, told: dict[str, Any]) -> tuple[int, Any]:
        if not told.get("title"):
            return 400, {"message": {"title": ["can't be blank"]}}
        key = f"#{318 + len(self.issues)}"
        labels = [one for one in told.get("labels", "").split(",") if one]
        self.put(key, title=told["title"], description=told["description"], labels=labels, duedate=told.get("due_date"))
        return 201, self.shown(key)

    def sought(self, query: dict[str, str]) -> list[Any]:
        assert query["in"] == "description"
        return [self.shown(key) for key, one in self.issues.items() if query["search"] in one["description"]]


_PROJECT = {"id": 4, "name": "Mail", "path_with_namespace": "company/mail"}


def gitlab_at(port: int = 0) -> AbstractContextManager[FakeGitLab]:
    """The fake, listening on loopback."""
    return serving(FakeGitLab(), port)
