"""A translator that speaks LibreTranslate's wire format, and can be made to fail."""

import json
import threading
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.servers.loopback import listening

KEY = "translator-secret-key"


class FakeTranslator:
    """`faults` are what happens to the next questions: (status, octets), "slow", "hang up",
    or "wait" until it may go on. `asked` is every
    question. It translates by saying the language before the words."""

    def __init__(self) -> None:
        self.faults: list[Any] = []
        self.asked: list[dict[str, Any]] = []
        self.may_go = threading.Event()
        self.port = 0
        self.key = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def answer(self, path: str, told: Any) -> tuple[int, bytes]:
        if path != "/translate":
            return 404, b"{}"
        if self.key and told.get("api_key") != self.key:
            return 403, b'{"error": "Invalid API key"}'
        return 200, json.dumps({"translatedText": f"[{told['target']}] {told['q']}"}).encode()


def _kind(fake: FakeTranslator) -> type[BaseHTTPRequestHandler]:
    class Asked(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
            fake.asked.append(told)
            fault = fake.faults.pop(0) if fake.faults else None
            if fault == "slow":
                fake.may_go.wait(20)
                return
            if fault == "hang up":
                return
            if fault == "wait":
                fake.may_go.wait(20)
                fault = None
            status, octets = fault or fake.answer(self.path, told)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(octets)))
            self.end_headers()
            self.wfile.write(octets)

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:
                return  # the other side had enough

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    return Asked


def translator_at(port: int = 0) -> AbstractContextManager[FakeTranslator]:
    """The fake, listening on loopback."""
    fake = FakeTranslator()
    return listening(fake, _kind(fake), port)
