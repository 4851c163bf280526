"""A Jira that speaks the documented wire format of Cloud's v3 and Data Center's v2, and can be made to fail."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

USER, TOKEN = "bot@otklik.example", "jira-secret-token"
BEGAN = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


class FakeJira:
    """`faults` are what happens to the next questions: (status, headers, body), "hang up" after doing the deed, or
    "slow". `asked` is every question as (method, path, body)."""

    def __init__(self) -> None:
        self.issues: dict[str, dict[str, Any]] = {}
        self.links: dict[str, dict[str, Any]] = {}
        self.faults: list[Any] = []
        self.asked: list[tuple[str, str, Any]] = []
        self.authorization: list[str] = []
        self.minutes = 0
        self.has_due_field = True
        self.may_go = threading.Event()
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def put(self, key: str, **fields: Any) -> None:
        """Somebody made or changed a task in Jira."""
        known = self.issues.setdefault(
            key,
            {"summary": "Ящик не открывается", "status": "To Do", "assignee": None, "duedate": None, "versions": []}
            | {"comments": [], "labels": [], "version": 3},
        )
        known.update(fields)
        self.minutes += 1
        known["updated"] = (BEGAN + timedelta(minutes=self.minutes)).strftime("%Y-%m-%dT%H:%M:%S.000+0000")

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


def _kind(jira: FakeJira) -> type[BaseHTTPRequestHandler]:
    class Asked(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            told = json.loads(body) if body else None
            jira.asked.append((self.command, self.path, told))
            jira.authorization.append(self.headers.get("Authorization", ""))
            fault = jira.faults.pop(0) if jira.faults else None
            if fault == "slow":
                jira.may_go.wait(20)
                return
            status, said = jira.answer(self.command, self.path, told) if fault in (None, "hang up") else (0, None)
            if fault == "hang up":
                return
            headers: dict[str, str] = {"Content-Type": "application/json;charset=UTF-8"}
            octets = json.dumps(said).encode()
            if fault:
                status, more, octets = fault
                headers |= more
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(octets)))
            self.end_headers()
            self.wfile.write(octets)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    return Asked


@contextmanager
def jira_at(port: int = 0) -> Iterator[FakeJira]:
    """The fake, listening on loopback."""
    jira = FakeJira()
    with ThreadingHTTPServer(("127.0.0.1", port), _kind(jira)) as server:
        jira.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield jira
        finally:
            jira.may_go.set()
            server.shutdown()
            thread.join()
