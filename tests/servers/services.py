"""Sending services as they answer on the wire: Mailgun's MIME endpoint and Postmark's API."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


class Service:
    """`trouble` answers instead: (status, body); `posts` are (path, headers, body) of what came."""

    def __init__(self) -> None:
        self.posts: list[tuple[str, dict[str, str], bytes]] = []
        self.trouble: tuple[int, dict[str, Any]] | None = None
        self.hangs_up = False
        self.port = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def form(self, number: int = -1) -> dict[str, tuple[str, bytes]]:
        """A form as it was posted: file name and content by field (RFC 7578)."""
        _path, headers, body = self.posts[number]
        whole = message_from_bytes(
            b"Content-Type: " + headers["content-type"].encode() + b"\r\n\r\n" + body,
            _class=EmailMessage,
            policy=policy.HTTP,
        )
        found = {}
        for part in _chunks(body, whole.get_boundary() or ""):
            head, _empty, content = part.partition(b"\r\n\r\n")
            named = message_from_bytes(head.strip() + b"\r\n\r\n", _class=EmailMessage, policy=policy.HTTP)
            disposition = named["Content-Disposition"].params
            found[disposition["name"]] = (disposition.get("filename", ""), content.removesuffix(b"\r\n"))
        return found

    def answer(self, path: str, body: bytes) -> tuple[int, dict[str, Any]]:
        if self.trouble:
            return self.trouble
        if path.endswith("/messages.mime"):
            return 200, {"id": "<20261121.1@prichal.example>", "message": "Queued. Thank you."}
        return 200, {"To": json.loads(body)["To"], "MessageID": "b7bc2f4a-e38e-4336", "ErrorCode": 0, "Message": "OK"}


def _chunks(body: bytes, boundary: str) -> list[bytes]:
    return body.split(b"--" + boundary.encode())[1:-1]


@contextmanager
def running() -> Iterator[Service]:
    """A service on the loopback, gone afterwards."""
    service = Service()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            service.posts.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            if service.hangs_up:
                self.close_connection = True
                return
            status, told = service.answer(self.path, body)
            said = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    service.port = server.server_address[1]
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
