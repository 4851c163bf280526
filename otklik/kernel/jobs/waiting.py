"""How a job comes to wait: with the business transaction, or not at all (F25)."""

import json
from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from otklik.kernel import clock
from otklik.kernel.jobs.tasks import P, Task

CHANNEL = "procrastinate_any_queue_v1"

# A waiting twin is locked until we commit, and workers skip locked rows: it cannot start before it sees our change.
# It keeps the earlier of the two times, unless it is pausing after a failure.
_INSERT = """
    INSERT INTO procrastinate_jobs AS twin (queue_name, task_name, lock, queueing_lock, args, scheduled_at)
    VALUES (%s, %s, %s, %s, %s::jsonb, %s)
    ON CONFLICT (queueing_lock) WHERE status = 'todo' DO UPDATE SET scheduled_at = CASE
        WHEN twin.attempts > 0 THEN twin.scheduled_at
        ELSE nullif(least(coalesce(twin.scheduled_at, '-infinity'), coalesce(excluded.scheduled_at, '-infinity')),
                    '-infinity')
    END
"""

_INSERT_EACH = "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES"

# NOTIFY needs a transaction id and so an fsync under a lock shared by the whole server: this one may be lost in a
# crash, since workers also poll.
_WAKE = "SELECT set_config('synchronous_commit', 'off', true), pg_notify(%s::text, %s::text)"


def later(
    task: Task[P], *, at: datetime | None = None, lock: str | None = None, unique: str | None = None, **ids: object
) -> None:
    """Let `task` run with `ids` after this transaction has committed, not before `at`.

    Jobs with the same `lock` run one at a time in the order of enqueuing; one that waits or pauses holds back those
    behind it. While a job with the same `unique` is waiting, no second one is added. Raises TypeError when `ids` do
    not fit the task.
    """
    task.signature.bind(**ids)
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [task.queue, task.name, lock, unique, json.dumps(ids), at])
    if at is None or at <= clock.now():
        wake(task.queue)


def later_each(tasks: Iterable[Task[...]], **ids: object) -> None:
    """Let several tasks run with the same `ids` after this transaction has committed, by one statement for all."""
    values: list[str] = []
    queues = []
    for task in tasks:
        task.signature.bind(**ids)
        values += [task.queue, task.name, json.dumps(ids)]
        queues.append(task.queue)
    with connection.cursor() as cursor:
        cursor.execute(f"{_INSERT_EACH} {', '.join(['(%s, %s, %s::jsonb)'] * len(queues))}", values)
    for queue in dict.fromkeys(queues):
        wake(queue)


def wake(queue: str) -> None:
    """Tell the workers of `queue`, once for each transaction and after it has committed."""
    for _, waiting, *_ in connection.run_on_commit:
        if isinstance(waiting, _WakeUp):
            waiting.queues.add(queue)
            return
    transaction.on_commit(_WakeUp(queue), robust=True)


class _WakeUp:
    """The wake-up of one transaction: the queues that got work."""

    def __init__(self, queue: str) -> None:
        self.queues = {queue}

    def __call__(self) -> None:
        payload = json.dumps({"type": "job_inserted", "job_id": 0, "queues": sorted(self.queues)})
        with connection.cursor() as cursor:
            cursor.execute(_WAKE, [CHANNEL, payload])
