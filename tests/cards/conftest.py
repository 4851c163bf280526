"""The example's source beside us, one that misbehaves, and a request of somebody it knows."""

import importlib.util
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from otklik.cards.models import Permit, Source
from otklik.people.models import Line
from tests.tickets.acting import opened

KEY = "a-long-shared-secret"
EXAMPLE = Path(__file__).parents[2] / "examples" / "card_source" / "serve.py"


def example():
    """The example as a module."""
    spec = importlib.util.spec_from_file_location("card_source_example", EXAMPLE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextmanager
def running(server, settings):
    """Let it listen; our own program may ask it although it is inside."""
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    settings.OUTSIDE_ALSO = settings.OUTSIDE_ALSO | {f"127.0.0.1:{server.server_port}"}
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Odd:
    """A source that answers `answers` in turn, and the last one for ever: (status, headers, body) or a function of the
    handler. `asked` is (headers, body) of each question."""

    def __init__(self, port):
        self.url = f"http://127.0.0.1:{port}/card"
        self.answers, self.asked = [], []
        self.may_go = threading.Event()


@pytest.fixture
def odd(settings):
    def asked(handler):
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        source.asked.append((handler.headers, body))
        answer = source.answers.pop(0) if len(source.answers) > 1 else source.answers[0]
        if callable(answer):
            answer(handler)
            return
        status, headers, octets = answer
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(octets)

    kind = type("Asked", (BaseHTTPRequestHandler,), {"do_POST": asked, "log_message": lambda *_: None})
    with ThreadingHTTPServer(("127.0.0.1", 0), kind) as server, running(server, settings):
        server.daemon_threads = True
        source = Odd(server.server_port)
        yield source
        source.may_go.set()


@pytest.fixture
def served(settings):
    """The example, listening; `served.url` is its address."""
    with example().server(0, KEY) as server, running(server, settings):
        server.url = f"http://127.0.0.1:{server.server_port}/"
        yield server


@pytest.fixture
def source(served, cast):
    """Set up as the example wants it."""
    return Source.set_up(by=cast.gleb, url=served.url, key=KEY)


def allow(cast, code="password_link", *, line="first", **more):
    """An action is allowed to a line."""
    lines = Line.objects.filter(code=line)
    known = {"name": {"ru": "Выслать ссылку на пароль"}, "lines": lines, "needs_proof": False, **more}
    return Permit.add(by=cast.gleb, code=code, **known)


@pytest.fixture
def ticket(cast):
    """Vera's request, which Anna has accepted."""
    fresh = opened(cast.vera, "Не могу войти в почту", subject="Не могу войти")
    fresh.accept(by=cast.anna)
    return fresh
