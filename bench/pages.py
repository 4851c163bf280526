"""What each page and action costs on a history made by `bin/bench generate`: `DATABASE_URL=… bin/bench pages`.

Each page is asked for in this process, through all middlewares, and told by: CPU of the application, time in the
database, queries, buffers that PostgreSQL reads for it, bytes. `floor` is the CPU of the same statements alone through
psycopg; `ratio` is what the page costs above that. Prints a table and one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from bench.volume import asking

Statement = tuple[str, Any]


@dataclass
class Cost:
    """One page: milliseconds of CPU and of waiting for the database, median of all rounds."""

    cpu: float = 0
    database: float = 0
    floor: float = 0
    queries: int = 0
    buffers: int = 0
    size: int = 0
    statements: list[Statement] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/bench pages")
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "otklik.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from otklik.tickets.models import Ticket

    settings.PROCESS = "worker"  # a process that does not publish by a thread of its own
    call_command("collectstatic", verbosity=0, interactive=False)

    count = Ticket.objects.count()
    print(f"{'page':34}{'cpu ms':>9}{'db ms':>9}{'floor':>9}{'ratio':>8}{'queries':>9}{'buffers':>9}{'bytes':>9}")
    told = {}
    for name, who, address in asking.readings():
        if asked.only in name:
            client = asking.client_of(who)
            told[name] = _measure(name, partial(client.get, address), asked.rounds)
    for name, costs in _acts(0 if asked.only else asked.rounds).items():
        told[name] = _told(name, costs, 0.0, 0)
    print(json.dumps({"bench": "pages", "tickets": count, "pages": told}))


def _measure(name: str, ask: Callable[[], Any], rounds: int) -> dict[str, float]:
    ask()
    spent = [_once(ask) for _ in range(rounds)]
    statements = spent[len(spent) // 2].statements
    return _told(name, spent, _floor(statements, rounds), sum(map(_buffers, statements)))


def _told(name: str, spent: list[Cost], floor: float, buffers: int) -> dict[str, float]:
    """Medians of all rounds, as a line and for the JSON; what writes has neither a floor nor counted buffers."""
    cpu, database = (statistics.median(getattr(one, what) for one in spent) for what in ("cpu", "database"))
    queries, size = spent[len(spent) // 2].queries, spent[len(spent) // 2].size
    ratio = f"{(cpu + database) / max(floor, 0.01):8.1f}" if floor else f"{'':8}"
    shown = "".join(f"{value:9.2f}" for value in (cpu, database, floor))
    print(f"{name:34}{shown}{ratio}{queries:9}{buffers:9}{size:9}", flush=True)
    return {"cpu": cpu, "db": database, "floor": floor, "queries": queries, "buffers": buffers, "bytes": size}


def _acts(rounds: int) -> dict[str, list[Cost]]:
    """Requests from their opening to their end, as the pages do it: one form after another, each round new people."""
    from django.db import transaction

    costs = defaultdict[str, list[Cost]](list)
    for place in range(rounds + 1 if rounds else 0):
        for name, act in asking.one_life(place):
            with transaction.atomic():
                cost = _once(act)
            if place:  # the first is warming up
                costs[name].append(cost)
    return costs


def _once(ask: Callable[[], Any]) -> Cost:
    cost = Cost()
    with _listening(cost):
        began = time.process_time()
        answer = ask()
        cost.cpu = (time.process_time() - began) * 1000
    body = b"".join(answer) if answer.streaming else answer.content
    assert answer.status_code in (200, 204, 302, 303), (answer.status_code, body[:300])
    cost.size, cost.queries = len(body), len(cost.statements)
    return cost


@contextmanager
def _listening(cost: Cost) -> Iterator[None]:
    from django.db import connection

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            cost.database += (time.perf_counter() - began) * 1000
            cost.statements.append((sql, params))

    with connection.execute_wrapper(listen):
        yield


def _floor(statements: list[Statement], rounds: int) -> float:
    """Milliseconds, CPU here and waiting, of the reading statements alone."""
    from django.db import connection

    reading = [one for one in statements if _reads(one)]
    spent = []
    with connection.cursor() as cursor:
        for _ in range(rounds):
            began = time.perf_counter()
            for sql, params in reading:
                cursor.execute(sql, params)
                cursor.fetchall()
            spent.append((time.perf_counter() - began) * 1000)
    return statistics.median(spent)


def _buffers(statement: Statement) -> int:
    from django.db import connection

    if not _reads(statement):
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement[0]}", statement[1])
        plan = cursor.fetchone()[0]
    plan = json.loads(plan) if isinstance(plan, str) else plan
    return int(plan[0]["Plan"]["Shared Hit Blocks"] + plan[0]["Plan"]["Shared Read Blocks"])


def _reads(statement: Statement) -> bool:
    return statement[0].lstrip().upper().startswith(("SELECT", "WITH")) and "FOR UPDATE" not in statement[0]


if __name__ == "__main__":
    if "DATABASE_URL" not in os.environ:
        sys.exit("Name a database made by `bin/bench generate` in DATABASE_URL.")
    main()
