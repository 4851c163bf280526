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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

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
    from django.core.management import call_command

    from otklik.tickets.models import Ticket

    call_command("collectstatic", verbosity=0, interactive=False)

    count = Ticket.objects.count()
    print(f"{'page':34}{'cpu ms':>9}{'db ms':>9}{'floor':>9}{'ratio':>8}{'queries':>9}{'buffers':>9}{'bytes':>9}")
    told = {}
    for name, ask in _pages():
        if asked.only in name:
            told[name] = _measure(name, ask, asked.rounds)
    print(json.dumps({"bench": "pages", "tickets": count, "pages": told}))


def _measure(name: str, ask: Callable[[], Any], rounds: int) -> dict[str, float]:
    ask()
    spent = [_once(ask) for _ in range(rounds)]
    cost = spent[len(spent) // 2]
    cost.cpu, cost.database = (statistics.median(getattr(one, what) for one in spent) for what in ("cpu", "database"))
    cost.floor, cost.buffers = _floor(cost.statements, rounds), sum(map(_buffers, cost.statements))
    ratio = (cost.cpu + cost.database) / max(cost.floor, 0.01)
    shown = [cost.cpu, cost.database, cost.floor]
    print(
        f"{name:34}"
        + "".join(f"{value:9.2f}" for value in shown)
        + f"{ratio:8.1f}{cost.queries:9}{cost.buffers:9}{cost.size:9}"
    )
    return {"cpu": cost.cpu, "db": cost.database, "floor": cost.floor, "queries": cost.queries, "buffers": cost.buffers}


def _once(ask: Callable[[], Any]) -> Cost:
    cost = Cost()
    with _listening(cost):
        began = time.process_time()
        answer = ask()
        cost.cpu = (time.process_time() - began) * 1000
    body = b"".join(answer) if answer.streaming else answer.content
    assert answer.status_code in (200, 204, 302), (answer.status_code, body[:300])
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


def _pages() -> Iterator[tuple[str, Callable[[], Any]]]:
    from django.db.models import Count
    from django.test import Client

    from otklik.people.models import Person
    from otklik.tickets.kinds import Kind
    from otklik.tickets.models import Message, Ticket

    anna = Client(headers={"Host": "localhost"})
    anna.force_login(Person.objects.get(login="anna"))
    for name in ("unaccepted", "mine", "open", "customer", "postponed", "all"):
        yield f"list {name}", _get(anna, f"/desk/{name}/")
    yield "list all, hundred pages deep", _get(anna, _deep(anna, "/desk/all/", 100))
    yield "list filtered", _get(anna, "/desk/all/?q=статус:закрыто")
    sizes = Message.objects.filter(ticket__in=Ticket.objects.order_by("-pk")[:3000]).values("ticket__number", "ticket")
    by_size = sizes.annotate(size=Count("pk")).order_by("size")
    rows = list(by_size)
    for label, row in (("usual", rows[len(rows) // 2]), ("longest", rows[-1])):
        yield f"request, {label} ({row['size']} messages)", _get(anna, f"/desk/tickets/{row['ticket__number']}/")
    one = Ticket.objects.exclude(kind=Kind.CLOSED).order_by("-pk")[0]
    for piece in ("thread", "head", "facts"):
        yield f"request, its {piece}", _get(anna, f"/desk/tickets/{one.number}/{piece}/")
    for word in ("переадресация", "крабоносец", "нетникогда", "письма"):
        yield f"palette: {word}", _get(anna, f"/desk/palette/?q={word}")
    customer = Ticket.objects.values("customer").annotate(n=Count("pk")).order_by("-n")[0]
    vera = Client(headers={"Host": "localhost"})
    vera.force_login(Person.objects.get(pk=customer["customer"]))
    mine = Ticket.objects.filter(customer=customer["customer"]).order_by("-pk")[0]
    yield f"portal home ({customer['n']} requests)", _get(vera, "/")
    yield "portal requests", _get(vera, "/requests/")
    yield "portal request", _get(vera, f"/requests/{mine.number}/")


def _get(client: Any, address: str) -> Callable[[], Any]:
    return lambda: client.get(address)


def _deep(client: Any, address: str, pages: int) -> str:
    """The address of a page that many pages further; the last one if there are fewer."""
    import re
    from html import unescape

    for _ in range(pages):
        found = re.search(r'id="show-more" href="([^"]+)"', client.get(address).content.decode())
        if not found:
            break
        address = unescape(found[1])
    return address


if __name__ == "__main__":
    if "DATABASE_URL" not in os.environ:
        sys.exit("Name a database made by `bin/bench generate` in DATABASE_URL.")
    main()
