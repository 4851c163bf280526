"""Pages of a large history through the real server, one client and eight: `DATABASE_URL=… bin/bench load`.

  app, db    milliseconds of CPU a page costs the web process and the database's processes that serve it
  floor      CPU of both for the same statements through psycopg and as many bytes, without a framework (bench/scale)
  ratio      (app + db) / floor
  p50, p95   milliseconds until the page has been read, with one client and with eight at the same time

Prints a table and one line of JSON. The clients share the machine with the server.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from pathlib import Path
from typing import Any

import httpx

from bench.live import memory, worker_of
from bench.pages import _once, _reads
from bench.volume import asking
from tests.serving import Server, await_port, database_url, free_port, serving

CLIENTS = 8
CLOCK = os.sysconf("SC_CLK_TCK")


def ticks(pids: list[int]) -> float:
    """Milliseconds of CPU that the processes have used."""
    total = 0
    for pid in pids:
        with suppress(FileNotFoundError):  # it has ended
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
    return total * 1000 / CLOCK


def backends() -> list[int]:
    """Processes of PostgreSQL that serve this database, but for our own."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return [pid for (pid,) in cursor.fetchall()]


def ask(port: int, path: str, cookie: str, times: int) -> list[float]:
    """Milliseconds of each, over one connection."""
    spent = []
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers={"Host": "localhost", "Cookie": cookie}) as client:
        client.get(path)
        for _ in range(times):
            began = time.perf_counter()
            answer = client.get(path)
            spent.append((time.perf_counter() - began) * 1000)
            assert answer.status_code == 200, (answer.status_code, path)
    return sorted(spent)


def at_once(port: int, path: str, cookie: str, times: int) -> list[float]:
    """The same by eight clients at the same time."""
    spent: list[float] = []
    threads = [threading.Thread(target=lambda: spent.extend(ask(port, path, cookie, times))) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(spent)


def cost(port: int, pid: int, path: str, cookie: str, times: int) -> tuple[float, float, list[float]]:
    """CPU of a page in the web process and in the database, and how long each took."""
    ask(port, path, cookie, 6)  # statements are prepared after five
    serving_it = backends()
    before = ticks([pid]), ticks(serving_it)
    spent = ask(port, path, cookie, times)
    after = ticks([pid]), ticks(serving_it)
    return (after[0] - before[0]) / (times + 1), (after[1] - before[1]) / (times + 1), spent


def plain(values: Any) -> Any:
    """Values without our own classes, for a process that does not know them."""
    if isinstance(values, list | tuple):
        return [plain(value) for value in values]
    return values.value if isinstance(values, Enum) else values


def part(spent: list[float], share: float) -> float:
    return spent[min(len(spent) - 1, int(len(spent) * share))]


@contextmanager
def floor(pages: dict[str, Any], place: Path) -> Iterator[tuple[int, int]]:
    """The bare server: its port and the process that answers."""
    from django.db import connection

    (place / "pages").write_bytes(pickle.dumps(pages))
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "asginl",
        "--port",
        str(port),
        "--no-access-log",
        "--log-level",
        "error",
    ]
    command.append("bench.scale.floor:app")
    known = {"FLOOR": str(place / "pages"), "DATABASE_URL": database_url(connection.settings_dict["NAME"])}
    process = subprocess.Popen(command, env={**os.environ, **known})
    try:
        await_port(process, port)
        yield port, worker_of(process.pid)
    finally:
        process.terminate()
        process.wait()


def cookie_of(person: int) -> str:
    """The cookies of somebody who is signed in."""
    return "; ".join(f"{name}={one.value}" for name, one in asking.client_of(person).cookies.items())


def measure(server: Server, only: str, times: int, place: Path) -> dict[str, Any]:
    """Each page: costs, floor, latencies."""
    known = [one for one in asking.readings() if only in one[0]]
    pages = {}
    for _, who, address in known:
        got = _once(lambda who=who, address=address: asking.client_of(who).get(address))
        read = [(sql, plain(values)) for sql, values in filter(_reads, got.statements)]
        pages[f"/{len(pages)}"] = read, got.size
    worker, told = worker_of(server.process.pid), {}
    told["memory_mb"] = memory(worker) / 1024
    with floor(pages, place) as (bare, bare_pid):
        for number, (name, who, address) in enumerate(known):
            cookie = cookie_of(who)
            app, base, one = cost(server.port, worker, address, cookie, times)
            floor_app, floor_base, _ = cost(bare, bare_pid, f"/{number}", "", times)
            eight = at_once(server.port, address, cookie, max(times // 4, 5))
            row = {"app": app, "db": base, "floor": floor_app + floor_base}
            row["ratio"] = (app + base) / max(row["floor"], 0.01)
            row |= {
                "p50": part(one, 0.5),
                "p95": part(one, 0.95),
                "p50_8": part(eight, 0.5),
                "p95_8": part(eight, 0.95),
            }
            row["spread_8"] = row["p95_8"] / row["p50_8"]
            print(f"{name:36}" + "".join(f"{value:9.2f}" for value in row.values()), flush=True)
            told[name] = row
    told["memory_after_mb"] = memory(worker) / 1024
    return told


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/bench load")
    parser.add_argument("--times", type=int, default=60)
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    if "DATABASE_URL" not in os.environ:
        parser.error("name a database made by `bin/bench generate` in DATABASE_URL")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "otklik.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from otklik.tickets.models import Ticket

    settings.PROCESS = "worker"
    call_command("collectstatic", verbosity=0, interactive=False)
    columns = ("app", "db", "floor", "ratio", "p50", "p95", "p50 of 8", "p95 of 8", "p95/p50")
    print(f"{'page':36}" + "".join(f"{name:>9}" for name in columns))
    with tempfile.TemporaryDirectory() as place:
        static = Path(settings.STATIC_ROOT)
        (Path(place) / static.name).symlink_to(static)
        with serving("otklik.settings", Path(place)) as server:
            told = measure(server, asked.only, asked.times, Path(place))
    print(json.dumps({"bench": "load", "tickets": Ticket.objects.count(), **told}))


if __name__ == "__main__":
    main()
