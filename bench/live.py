"""What ten thousand open pages cost: `bin/bench live [--lines 10000] [--people 500]`.

One web process of the product, and real connections to `/events`, each with the session of a person. Told are: how long
all take to connect, what a connection costs the process in memory, how soon a name reaches the few that it is for
(`targeted`) and everybody (`all`), how long all take to come back after they were cut off at once, and what a page
costs while 500 of them hear twenty names a second. Prints a table and one line of JSON.

Latency is from just before a name is published to the moment at which this process has read it. The readers share the
machine with the server, so times are an upper bound.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

TARGETED = 200
EVERYBODY = 10
PAGES = 150
EACH_SECOND = 20
DESKS = 500
AT_ONCE = 256  # connections that are being opened at the same time


class Lines:
    """Open connections to `/events`; each tells when it has read a name."""

    def __init__(self, port: int, cookies: list[str]) -> None:
        self.port, self.cookies = port, cookies
        self.writers: list[asyncio.StreamWriter] = []
        self.readers: list[asyncio.Task[None]] = []
        self.heard: dict[str, list[float]] = {}
        self._gate = asyncio.Semaphore(AT_ONCE)

    async def open(self, count: int) -> float:
        """Connect `count` lines; seconds until the last has joined."""
        began = time.perf_counter()
        await asyncio.gather(*(self._join(self.cookies[place % len(self.cookies)]) for place in range(count)))
        return time.perf_counter() - began

    async def _join(self, cookie: str) -> None:
        async with self._gate:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            writer.write(f"GET /events HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n".encode())
            said = await reader.readuntil(b"retry: ")
            assert b" 200 " in said.split(b"\r\n")[0], said
        self.writers.append(writer)
        self.readers.append(asyncio.create_task(self._read(reader)))

    async def _read(self, reader: asyncio.StreamReader) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while line := await reader.readline():
                if line.startswith(b"data: bench-"):
                    self.heard.setdefault(line[6:-1].decode(), []).append(time.perf_counter())

    def cut(self) -> None:
        """Lose every connection at once, as a network does."""
        for writer in self.writers:
            writer.transport.abort()
        for reader in self.readers:
            reader.cancel()
        self.writers, self.readers = [], []


def memory(pid: int) -> int:
    """Kilobytes that belong to this process alone (USS)."""
    rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(row.split()[1]) for row in rows if row.startswith("Private_"))


def worker_of(pid: int) -> int:
    """The one worker of a web server."""
    while not (known := Path(f"/proc/{pid}/task/{pid}/children").read_text().split()):
        os.sched_yield()
    return int(known[-1])


def share(times: list[float], part: float) -> float:
    """The quantile in milliseconds."""
    return sorted(times)[min(len(times) - 1, int(len(times) * part))] * 1000


async def deliver(lines: Lines, count: int, topics: list[str], each: int, label: str) -> dict[str, float]:
    """Publish `count` names, one after the other has arrived at `each` lines; milliseconds until they were read."""
    from otklik.live.publishing import Said, publisher

    spent: list[float] = []
    for place in range(count):
        name = f"bench-{label}-{place}"
        began = time.perf_counter()
        publisher.say([Said(topics[place % len(topics)], name)])
        async with asyncio.timeout(30):
            while len(lines.heard.get(name, ())) < each:
                await asyncio.sleep(0.001)
        spent += [at - began for at in lines.heard.pop(name)]
    return {"p50": share(spent, 0.5), "p99": share(spent, 0.99), "max": max(spent) * 1000}


async def pages(port: int, cookie: str) -> list[float]:
    """Ask for the desk's list again and again; seconds of each."""
    spent = []
    for _ in range(PAGES):
        began = time.perf_counter()
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        ask = f"GET /desk/open/ HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"
        writer.write(ask.encode())
        said = await reader.read()
        assert b" 200 " in said[:20], said[:200]
        spent.append(time.perf_counter() - began)
        writer.close()
    return spent


async def chatter(stop: asyncio.Event) -> None:
    """Twenty names a second to all staff, of which one is the list that everybody shows."""
    from otklik.live.publishing import Said, publisher

    place = 0
    while not stop.is_set():
        publisher.say([Said("staff", f"ticket-{place}")])
        place += 1
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), 1 / EACH_SECOND)


async def run(server: Any, people: list[tuple[int, str]], count: int) -> dict[str, Any]:
    """All measurements, one after the other."""
    worker = worker_of(server.process.pid)
    cookies = [cookie for _, cookie in people]
    lines = Lines(server.port, cookies)
    told: dict[str, Any] = {"lines": count, "people": len(people)}
    await pages(server.port, cookies[0])
    alone = await pages(server.port, cookies[0])
    before = memory(worker)
    told["connect_s"] = await lines.open(count)
    told["memory_mb"] = memory(worker) / 1024
    told["kb_a_line"] = (memory(worker) - before) / count
    each = count // len(people)
    topics = [f"person-{pk}" for pk, _ in people[: len(people) - count % len(people)]]
    told["targeted_ms"] = await deliver(lines, TARGETED, topics, each, "targeted")
    told["all_ms"] = await deliver(lines, EVERYBODY, ["staff"], count, "all")
    lines.cut()
    told["reconnect_s"] = await lines.open(count)
    told["memory_after_mb"] = memory(worker) / 1024
    lines.cut()
    await lines.open(DESKS)
    stop = asyncio.Event()
    talking = asyncio.create_task(chatter(stop))
    busy = await pages(server.port, cookies[0])
    stop.set()
    await talking
    lines.cut()
    told["page_ms"] = {
        "alone_p50": share(alone, 0.5),
        "alone_p95": share(alone, 0.95),
        "busy_p50": share(busy, 0.5),
        "busy_p95": share(busy, 0.95),
        "ratio_p95": share(busy, 0.95) / share(alone, 0.95),
        "alone_mean": statistics.mean(alone) * 1000,
    }
    return told


@contextmanager
def house(count: int) -> Iterator[list[tuple[int, str]]]:
    """A seeded database with `count` agents who are signed in: their ids and cookies."""
    import django

    django.setup()
    from django.db import connection

    from tests.databases import Databases

    databases = Databases("bench")
    databases.make()
    try:
        yield list(signed_in(count))
    finally:
        connection.close()
        databases.drop()


def signed_in(count: int) -> Iterator[tuple[int, str]]:
    """New agents, each with a session."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from otklik.people.models import Person, Role

    role = Role.objects.get(code="agent")
    for place in range(count):
        person = Person.objects.create(login=f"bench{place}", name=f"Агент {place}", role=role)
        session = SessionStore()
        session[SESSION_KEY] = str(person.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session.save()
        yield person.pk, f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/bench live")
    parser.add_argument("--lines", type=int, default=10_000)
    parser.add_argument("--people", type=int, default=500)
    asked = parser.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    with house(asked.people) as people, tempfile.TemporaryDirectory() as place:
        from django.conf import settings as ours

        from tests.serving import serving

        ours.PROCESS = "web"  # publish from the thread of the process, as the product does
        with serving("tests.settings", Path(place)) as server:
            told = asyncio.run(run(server, people, asked.lines))
    for name, value in told.items():
        shown = ", ".join(f"{key} {one:.2f}" for key, one in value.items()) if isinstance(value, dict) else value
        print(f"{name:18}{shown if isinstance(shown, str) else round(shown, 2)}")
    print(json.dumps({"bench": "live", **told}))


if __name__ == "__main__":
    if "DATABASE_URL" in os.environ:
        main()
    else:
        again = [sys.executable, "-m", "tests.postgres", "embedded", sys.executable, "-m", "bench.live", *sys.argv[1:]]
        sys.exit(subprocess.run(again, check=False).returncode)
