"""A small server that speaks S3, with faults on demand; whether it believes a signature is not its business."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from otklik.kernel import clock


class Shelf:
    """What the server holds, by path; `faults` are statuses to answer before it works again, -1 a cut connection."""

    def __init__(self, port: int) -> None:
        self.url = f"s3+http://key:s%2Fecret@127.0.0.1:{port}/letters/otklik"
        self.contents: dict[str, tuple[bytes, datetime]] = {}
        self.faults: list[int] = []
        self.asked: list[tuple[str, str]] = []

    def age(self, name: str, put_at: datetime) -> None:
        """Let it have been put then."""
        content, _ = self.contents[f"/letters/otklik/{name}"]
        self.contents[f"/letters/otklik/{name}"] = content, put_at


@contextmanager
def serving() -> Iterator[Shelf]:
    """A server on a free port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    shelf = Shelf(server.server_port)
    server.shelf = shelf  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield shelf
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    def _answer(self) -> None:
        shelf: Shelf = self.server.shelf  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        path = unquote(urlsplit(self.path).path)
        shelf.asked.append((self.command, path))
        fault = shelf.faults.pop(0) if shelf.faults else 0
        if fault > 0:
            self._say(fault, b"<Error><Code>SlowDown</Code></Error>")
        elif path == "/letters":
            self._say(200, _listed(shelf, parse_qs(urlsplit(self.path).query)))
        elif not path.startswith("/letters/"):
            self._say(404, b"<Error><Code>NoSuchBucket</Code></Error>")
        elif self.command == "PUT":
            self._put(shelf, path, body)
        elif path not in shelf.contents:
            self._say(404, b"<Error><Code>NoSuchKey</Code></Error>")
        elif self.command == "DELETE":
            del shelf.contents[path]
            self._say(204)
        else:
            content = shelf.contents[path][0]
            self._say(200, content, cut=len(content) // 2 if fault == -1 else None)

    do_GET = do_PUT = do_HEAD = do_DELETE = _answer  # noqa: N815  the names that the library calls

    def _put(self, shelf: Shelf, path: str, body: bytes) -> None:
        if hashlib.sha256(body).hexdigest() != self.headers["x-amz-content-sha256"]:
            return self._say(400, b"<Error><Code>XAmzContentSHA256Mismatch</Code></Error>")
        shelf.contents[path] = body, clock.now()
        return self._say(200)

    def _say(self, status: int, content: bytes = b"", cut: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content[:cut])
        self.close_connection = True

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def _listed(shelf: Shelf, asked: dict[str, list[str]]) -> bytes:
    after, most = asked.get("start-after", [""])[0], int(asked["max-keys"][0])
    keys = sorted(path.removeprefix("/letters/") for path in shelf.contents)
    fitting = [key for key in keys if key.startswith(asked["prefix"][0]) and key > after]
    rows = [
        f"<Contents><Key>{key}</Key><LastModified>{shelf.contents['/letters/' + key][1]:%Y-%m-%dT%H:%M:%S.000Z}"
        "</LastModified></Contents>"
        for key in fitting[:most]
    ]
    cut = str(len(fitting) > most).lower()
    return f"<ListBucketResult><IsTruncated>{cut}</IsTruncated>{''.join(rows)}</ListBucketResult>".encode()
