"""A server that speaks OpenAI's chat completions on loopback, and can be made to fail."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY, MODEL = "sk-assistant-secret", "pisets-7b"


class FakeModel:
    """`says` is the next draft. `faults` are what happens instead: (status, headers, octets) or "slow".

    `asked` is every question as (path, body), `keys` what it was signed with.
    """

    def __init__(self) -> None:
        self.says = "{customer}, откройте настройки."
        self.faults: list[Any] = []
        self.asked: list[tuple[str, Any]] = []
        self.keys: list[str] = []
        self.may_go = threading.Event()
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def answer(self) -> tuple[int, dict[str, str], bytes]:
        told = {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "model": MODEL,
            "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": self.says}}],
        }
        return 200, {}, json.dumps(told).encode()


def _kind(model: FakeModel) -> type[BaseHTTPRequestHandler]:
    class Asked(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
            model.asked.append((self.path, body))
            model.keys.append(self.headers.get("Authorization", ""))
            fault = model.faults.pop(0) if model.faults else None
            if fault == "slow":
                model.may_go.wait(20)
                return
            status, headers, octets = fault or model.answer()
            self.send_response(status)
            for name, value in ({"Content-Type": "application/json"} | headers).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(octets)))
            self.end_headers()
            self.wfile.write(octets)

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    return Asked


@contextmanager
def model_at(port: int = 0) -> Iterator[FakeModel]:
    """The fake, listening."""
    model = FakeModel()
    with ThreadingHTTPServer(("127.0.0.1", port), _kind(model)) as server:
        model.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield model
        finally:
            model.may_go.set()
            server.shutdown()
            thread.join()
