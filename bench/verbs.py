"""What each act costs: statements and milliseconds of our own CPU, `bin/bench verbs [TIMES]`.

A request is opened by form, accepted, answered, written to, noted in, given a solution and closed, so many times; norms
and promises stand as in an ordinary installation. Savepoints are among the statements, BEGIN and COMMIT are not.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.conf import settings
from django.db import connection

from otklik.clocks.models import Norm, Promise
from otklik.kernel import clock
from otklik.tickets.kinds import Closing
from otklik.tickets.opening import open_ticket
from tests.cast import Cast
from tests.databases import Databases


class Cost:
    """Statements and CPU seconds of one kind of act."""

    def __init__(self) -> None:
        self.times, self.statements, self.cpu = 0, 0, 0.0

    def of(self, act: Callable[[], Any]) -> Any:
        def count(execute: Callable[..., Any], *asked: Any) -> Any:
            self.statements += 1
            return execute(*asked)

        with connection.execute_wrapper(count):
            began = time.thread_time()
            done = act()
            self.cpu += time.thread_time() - began
        self.times += 1
        return done


def acts(cast: Cast, costs: dict[str, Cost]) -> None:
    """One request from its opening to its end."""
    vera, anna = cast.vera, cast.anna
    ticket = costs["open"].of(lambda: open_ticket(customer=vera, body="Письма не уходят", subject="Почта"))
    costs["accept"].of(lambda: ticket.accept(by=anna))
    costs["reply"].of(lambda: ticket.reply(by=anna, body="Смотрим"))
    costs["write"].of(lambda: ticket.write(by=vera, body="Спасибо, ждём ответа"))
    costs["note"].of(lambda: ticket.note(by=anna, body="Спросить хостинг"))
    costs["propose"].of(lambda: ticket.propose(by=anna, body="Исправили запись MX"))
    costs["close"].of(lambda: ticket.close(Closing.SOLVED, by=anna))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("times", type=int, nargs="?", default=40)
    times = parser.parse_args().times
    databases = Databases("bench")
    databases.make()
    settings.PROCESS = "worker"
    try:
        cast, costs = Cast(), defaultdict[str, Cost](Cost)
        Norm.objects.create(status=None, first=timedelta(hours=4), valid_from=clock.now() - timedelta(days=9))
        Promise.objects.create(name={"ru": "Всем"}, first_reply=timedelta(hours=4), solution=timedelta(days=3))
        acts(cast, defaultdict(Cost))
        for _time in range(times):
            acts(cast, costs)
    finally:
        databases.drop()
    figures = {name: [cost.statements / times, round(cost.cpu / times * 1000, 2)] for name, cost in costs.items()}
    for name, (statements, cpu) in figures.items():
        print(f"{name:<10}{statements:>8.1f} statements{cpu:>10.2f} ms of CPU")
    print(json.dumps({"bench": "verbs", **figures}))


if __name__ == "__main__":
    if "DATABASE_URL" in os.environ:
        main()
    else:
        again = [sys.executable, "-m", "tests.postgres", "embedded", sys.executable, "-m", "bench.verbs", *sys.argv[1:]]
        sys.exit(subprocess.run(again, check=False).returncode)
