"""Running what is due in this process: tests, demo data and `otklik` commands."""

import traceback
from collections.abc import Iterable

from django.db import connection, transaction

from otklik.kernel import clock
from otklik.kernel.jobs.failing import Held, drop, put_back, put_back_or_bury
from otklik.kernel.jobs.tasks import QUEUES, run

_TAKE = """
    UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = (
        SELECT id FROM procrastinate_jobs job
        WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= %s) AND queue_name = ANY(%s)
        AND NOT EXISTS (
            SELECT FROM procrastinate_jobs earlier WHERE job.lock IS NOT NULL AND earlier.lock = job.lock
            AND (earlier.status = 'doing' OR (earlier.status = 'todo' AND earlier.id < job.id))
        )
        ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
    ) RETURNING id, task_name, args, attempts, worker_id
"""


def run_due(*, queues: Iterable[str] = QUEUES, tolerant: bool = False, times: int = 1) -> int:
    """Run the jobs that are due by `clock.now()`, and those that they enqueue, until none is left; how many ran.

    A failing job raises here; with `tolerant` it pauses or becomes a FailedJob, as in a worker. `times=2` runs each
    job twice, which must change nothing (F25).
    """
    count = 0
    worker = _hello()
    try:
        while held := _take(worker, list(queues)):
            _run(held, tolerant, times)
            count += 1
    finally:
        _goodbye(worker)
    return count


def _run(held: Held, tolerant: bool, times: int) -> None:
    point = transaction.savepoint() if connection.in_atomic_block else None
    try:
        for _ in range(times):
            run(held.task, held.ids)
    except Exception:
        if point:  # a test's transaction survives what would have cost a worker one statement
            transaction.savepoint_rollback(point)
        if not tolerant:
            put_back(held, clock.now())
            raise
        put_back_or_bury(held, traceback.format_exc())
    else:
        drop(held)


def _take(worker: int, queues: list[str]) -> Held | None:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [worker, clock.now(), queues])
        row = cursor.fetchone()
        return Held.of(row) if row else None


def _hello() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT procrastinate_register_worker_v1()")
        number: int = cursor.fetchone()[0]
        return number


def _goodbye(worker: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT procrastinate_unregister_worker_v1(%s)", [worker])
