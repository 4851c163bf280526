"""What every fake tracker shares: a server on loopback that can be made to fail, and time that goes on."""

import hashlib
import hmac
import json
import threading
from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any, TypeVar

from tests.servers.loopback import listening

BEGAN = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


class FakeTracker(ABC):
    """`faults` are what happens to the next questions: (status, headers, body), "hang up" after doing the deed, or
    "slow". `asked` is every question as (method, path, body)."""

    AUTHORIZATION = "Authorization"
    PROJECT = "company/mail"

    def __init__(self) -> None:
        self.issues: dict[str, dict[str, Any]] = {}
        self.faults: list[Any] = []
        self.asked: list[tuple[str, str, Any]] = []
        self.authorization: list[str] = []
        self.minutes = 0
        self.may_go = threading.Event()
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def moment(self) -> datetime:
        """A minute later than the last one."""
        self.minutes += 1
        return BEGAN + timedelta(minutes=self.minutes)

    @abstractmethod
    def answer(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        """What the tracker says to a question."""


Fake = TypeVar("Fake", bound=FakeTracker)


def signature(secret: str, body: bytes) -> str:
    """As Jira and GitHub sign a call."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def _kind(fake: FakeTracker) -> type[BaseHTTPRequestHandler]:
    class Asked(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            told = json.loads(body) if body else None
            fake.asked.append((self.command, self.path, told))
            fake.authorization.append(self.headers.get(fake.AUTHORIZATION, ""))
            fault = fake.faults.pop(0) if fake.faults else None
            if fault == "slow":
                fake.may_go.wait(20)
                return
            status, said = fake.answer(self.command, self.path, told) if fault in (None, "hang up") else (0, None)
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


def serving(fake: Fake, port: int = 0) -> AbstractContextManager[Fake]:
    """The fake, listening on loopback."""
    return listening(fake, _kind(fake), port)
