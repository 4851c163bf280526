"""A small web server on loopback that answers as a stranger's may: pictures, redirects, floods, trickles."""

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from PIL import Image


def png(width: int = 30, height: int = 20) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, "PNG")
    return out.getvalue()


class Stranger(BaseHTTPRequestHandler):
    asked: list[tuple[str, dict[str, str]]]

    def do_GET(self) -> None:
        type(self).asked.append((self.path, dict(self.headers)))
        where, _, rest = self.path[1:].partition("/")
        if where == "redirect":
            self.send_response(302)
            self.send_header("Location", rest)
            self.end_headers()
        elif where == "trickle":
            self._trickle()
        elif where == "flood":
            self._answer("image/png", b"\0" * 100_000, stated=False)
        else:
            kind, octets = {"a.png": ("image/png", png())}.get(where.partition("?")[0], ("text/html", b"<p>secret"))
            self._answer(kind, octets)

    def _answer(self, kind: str, octets: bytes, *, stated: bool = True) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Set-Cookie", "spy=1")
        if stated:
            self.send_header("Content-Length", str(len(octets)))
        self.end_headers()
        self.wfile.write(octets)

    def _trickle(self) -> None:
        """A byte at a time, until the other side has enough."""
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.end_headers()
        stop: threading.Event = self.server.stop  # type: ignore[attr-defined]
        while not stop.wait(0.02):
            self.wfile.write(b"\0")
            self.wfile.flush()

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:
            return  # the other side had enough

    def log_message(self, format: str, *args: Any) -> None:
        return


@contextmanager
def serving(port: int = 0) -> Iterator[tuple[str, list[tuple[str, dict[str, str]]]]]:
    """The address (127.0.0.1:port) and what was asked of it."""
    kind = type("Asked", (Stranger,), {"asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", port), kind)
    server.daemon_threads = True
    server.stop = threading.Event()  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}", kind.asked  # type: ignore[attr-defined]
    finally:
        server.stop.set()  # type: ignore[attr-defined]
        server.shutdown()
        server.server_close()
        thread.join()
