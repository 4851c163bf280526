"""How many jobs a worker does, and how soon: `bin/bench jobs [--jobs 3000]`.

  enqueue    one business transaction for each job, a row of its own beside it; `batch`: all jobs in one transaction
  drain      a real worker process empties the queue; CPU is the worker's own, without the database's
  pick-up    one job at a time to an idle worker: milliseconds from the commit until the job runs
  bare       the same rows through psycopg alone: INSERT and COMMIT; SELECT … FOR UPDATE SKIP LOCKED, DELETE and COMMIT

Prints a table and one line of JSON; the ratios to `bare` say what our own rules cost.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PICK_UPS = 100
PAUSE = threading.Event()
WORKER = """
import django
django.setup()
import tests.kernel.chores
from otklik.kernel import jobs
jobs.run_worker()
"""


def enqueue(count: int) -> float:
    """Seconds for as many transactions, each with a job and a row of the business."""
    from django.db import transaction

    from otklik.kernel import jobs
    from tests.kernel import chores

    began = time.perf_counter()
    for place in range(count):
        with transaction.atomic():
            _business(place)
            jobs.later(chores.note, word=str(place))
    return time.perf_counter() - began


def enqueue_batch(count: int) -> float:
    """Seconds for one transaction with as many jobs."""
    from django.db import transaction

    from otklik.kernel import jobs
    from tests.kernel import chores

    began = time.perf_counter()
    with transaction.atomic():
        for place in range(count):
            jobs.later(chores.note_soon, word=str(place))
    return time.perf_counter() - began


def _business(place: int) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_business (word) VALUES (%s::text)", [str(place)])


def bare(count: int, url: str) -> tuple[float, float]:
    """Seconds to write and to take as many rows of a queue without any of our rules."""
    import psycopg

    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE bench_queue (id bigserial PRIMARY KEY, args jsonb)")
        connection.commit()
        began = time.perf_counter()
        for place in range(count):
            connection.execute("INSERT INTO bench_business (word) VALUES (%s::text)", [str(place)])
            connection.execute("INSERT INTO bench_queue (args) VALUES (%s::jsonb)", [json.dumps({"word": str(place)})])
            connection.commit()
        written = time.perf_counter() - began
        began = time.perf_counter()
        take = (
            "DELETE FROM bench_queue WHERE id = (SELECT id FROM bench_queue ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)"
        )
        while connection.execute(take).rowcount:
            connection.commit()
        return written, time.perf_counter() - began


@contextmanager
def worker(url: str) -> Iterator[subprocess.Popen[str]]:
    """A worker process on the database."""
    environment = {**os.environ, "DATABASE_URL": url, "OTKLIK_PROCESS": "worker"}
    process = subprocess.Popen([sys.executable, "-c", WORKER], env=environment, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.terminate()
        process.communicate()


def cpu(pid: int) -> float:
    """Seconds of CPU that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def waiting() -> int:
    """How many jobs there are."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        row = cursor.fetchone()
    return int(row[0])


def drained(count: int, process: subprocess.Popen[str]) -> tuple[float, float]:
    """Seconds, and the worker's CPU, from its first job to its last."""
    while waiting() >= count:
        PAUSE.wait(0.02)
    first, began, spent = waiting(), time.perf_counter(), cpu(process.pid)
    while waiting():
        PAUSE.wait(0.02)
    scale = count / max(first, 1)
    return (time.perf_counter() - began) * scale, (cpu(process.pid) - spent) * scale


def picked_up(process: subprocess.Popen[str]) -> list[float]:
    """Milliseconds from the commit of a job until an idle worker runs it, sorted."""
    from otklik.kernel import jobs
    from tests.kernel import chores

    assert process.stdout
    spent = []
    for place in range(PICK_UPS):
        jobs.later(chores.say, word=str(place))
        began = time.perf_counter()
        assert process.stdout.readline().strip() == str(place)
        spent.append((time.perf_counter() - began) * 1000)
    return sorted(spent)


def measure(count: int) -> dict[str, Any]:
    """Everything, in the order of the table."""
    from django.db import connection

    from tests.serving import database_url

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_business (id bigserial PRIMARY KEY, word text)")
    url = database_url(connection.settings_dict["NAME"])
    told: dict[str, Any] = {"jobs": count, "enqueue_s": enqueue(count), "batch_s": enqueue_batch(count)}
    with worker(url) as process:
        told["drain_s"], told["drain_cpu_s"] = drained(2 * count, process)
        spent = picked_up(process)
    told["pick_up_ms"] = {"p50": spent[len(spent) // 2], "p95": spent[int(len(spent) * 0.95)], "max": spent[-1]}
    written, taken = bare(count, url)
    told["ratio_enqueue"] = told["enqueue_s"] / written
    told["ratio_drain"] = told["drain_s"] / (2 * taken)
    return told


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/bench jobs")
    parser.add_argument("--jobs", type=int, default=3000)
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from tests.databases import Databases

    databases = Databases("bench")
    databases.make()
    try:
        told = measure(asked.jobs)
    finally:
        databases.drop()
    count = asked.jobs
    print(f"enqueue         {count / told['enqueue_s']:9.0f} jobs/s   {told['ratio_enqueue']:.1f} × bare")
    print(f"enqueue, batch  {count / told['batch_s']:9.0f} jobs/s")
    print(f"drain           {2 * count / told['drain_s']:9.0f} jobs/s   {told['ratio_drain']:.1f} × bare")
    print(f"CPU a job       {told['drain_cpu_s'] / (2 * count) * 1000:9.2f} ms of the worker")
    print("pick-up         " + ", ".join(f"{name} {value:.1f} ms" for name, value in told["pick_up_ms"].items()))
    print(json.dumps({"bench": "jobs", **told}))


if __name__ == "__main__":
    if "DATABASE_URL" in os.environ:
        main()
    else:
        again = [sys.executable, "-m", "tests.postgres", "embedded", sys.executable, "-m", "bench.jobs", *sys.argv[1:]]
        sys.exit(subprocess.run(again, check=False).returncode)
