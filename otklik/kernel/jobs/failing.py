"""Jobs that did not work: another attempt after a pause, and in the end a row with *try again*."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, connection, models, transaction

from otklik.kernel import audit, clock, events
from otklik.kernel.jobs.tasks import TASKS, UnknownTask, named, task
from otklik.kernel.jobs.waiting import later, wake
from otklik.kernel.verbs import Refused, Stale, verb

if TYPE_CHECKING:
    from typing import Self

logger = logging.getLogger(__name__)

HEARTBEAT = timedelta(seconds=5)
SILENT_AFTER = timedelta(seconds=20)
"""A worker that has not been heard of for so long is gone, and its jobs with it."""


@dataclass(frozen=True)
class Held:
    """A job in the hands of a worker: whoever lost it to the rescue can no longer touch its row."""

    id: int
    task: str
    ids: dict[str, Any]
    attempts: int
    worker: int | None

    @classmethod
    def of(cls, row: tuple[int, str, str, int, int | None]) -> Held:
        """From id, task_name, args (as Django's connections read jsonb: text), attempts, worker_id."""
        number, task, ids, attempts, worker = row
        return cls(number, task, json.loads(ids), attempts, worker)


class FailedJobs(models.QuerySet["FailedJob"]):
    def unsolved(self) -> Self:
        """Those that still wait for somebody's decision."""
        return self.filter(solved_at__isnull=True)

    def sweep(self) -> int:
        """Remove those solved more than 30 days ago; how many."""
        count: int = self.filter(solved_at__lt=clock.now() - timedelta(days=30)).delete()[0]
        return count


class FailedJob(models.Model):
    """A job whose last attempt failed; nothing is lost, somebody decides (F25)."""

    task = models.CharField(max_length=128)
    args = models.JSONField(default=dict)
    lock = models.TextField(null=True)
    unique = models.TextField(null=True)
    attempts = models.IntegerField()
    error = models.TextField()
    at = models.DateTimeField(db_index=True)
    solved_at = models.DateTimeField(null=True)

    objects = FailedJobs.as_manager()

    @verb
    def try_again(self, *, by: Any) -> None:
        """Enqueue the same job anew. Raises Stale when it was solved meanwhile, Refused when its task is gone."""
        if self.task not in TASKS:
            raise Refused("unknown_task")
        self._solve("job.tried_again", by=by)
        later(TASKS[self.task], lock=self.lock, unique=self.unique, **self.args)

    @verb
    def dismiss(self, *, by: Any) -> None:
        """Decide that the job need not be done. Raises Stale when it was solved meanwhile."""
        self._solve("job.dismissed", by=by)

    def _solve(self, code: str, *, by: Any) -> None:
        self.solved_at = clock.now()
        if not FailedJob.objects.unsolved().filter(pk=self.pk).update(solved_at=self.solved_at):
            raise Stale("solved")
        audit.changed(code, by=by, noun=self, after={"task": self.task}, task=self.task)


def put_back_or_bury(held: Held, error: str) -> None:
    """After a failed attempt: wait for the next one, or become a FailedJob."""
    try:
        pause = named(held.task).pause_after(held.attempts + 1)
    except UnknownTask:
        pause = None
    if pause is None:
        logger.error("job %s gave up", held.task, extra={"job": held.id, "error": error})
        bury(held, error)
    else:
        logger.warning("job %s failed and will be tried again", held.task, extra={"job": held.id, "error": error})
        put_back(held, clock.now() + pause)


def put_back(held: Held, at: datetime) -> None:
    """Let the job wait until `at`; when a twin with the same `unique` waits already, that one does the work."""
    query = """
        UPDATE procrastinate_jobs SET status = 'todo', worker_id = NULL, attempts = attempts + 1, scheduled_at = %s
        WHERE id = %s AND status = 'doing' AND worker_id IS NOT DISTINCT FROM %s::bigint RETURNING queue_name
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(query, [at, held.id, held.worker])
            for (queue,) in cursor.fetchall():
                if at <= clock.now():
                    wake(queue)
    except IntegrityError:
        drop(held)


def forget(held: Held) -> None:
    """Forget a job that has worked, without waiting for the disk: if a crash undoes it, the job runs a second time."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [held.id, held.worker])


_FORGET = """
    WITH quickly AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
    DELETE FROM procrastinate_jobs AS job USING quickly
    WHERE job.id = %s AND job.status = 'doing' AND job.worker_id IS NOT DISTINCT FROM %s::bigint
"""


def drop(held: Held) -> tuple[str | None, str | None] | None:
    """Forget the job; its lock and unique key, or None when somebody else has it by now."""
    query = """
        DELETE FROM procrastinate_jobs
        WHERE id = %s AND status = 'doing' AND worker_id IS NOT DISTINCT FROM %s::bigint RETURNING lock, queueing_lock
    """
    with connection.cursor() as cursor:
        cursor.execute(query, [held.id, held.worker])
        row: tuple[str | None, str | None] | None = cursor.fetchone()
        return row


@verb
def bury(held: Held, error: str) -> None:
    """Give up: the job becomes a FailedJob in one step."""
    if (keys := drop(held)) is None:
        return
    lock, unique = keys
    failed = FailedJob.objects.create(
        task=held.task,
        args=held.ids,
        lock=lock,
        unique=unique,
        attempts=held.attempts + 1,
        error=error[-8000:].replace("\0", ""),
        at=clock.now(),
    )
    events.record("job.failed", by=None, noun=failed, task=held.task)


@task(queue="now")
def rescue() -> None:
    """Take jobs back from workers that are gone (kill -9, a lost machine); every 15 s."""
    stalled = """
        SELECT job.id, task_name, args, attempts, worker_id
        FROM procrastinate_jobs job LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
        WHERE status = 'doing' AND (worker.id IS NULL OR last_heartbeat < now() - make_interval(secs => %s::float8))
        FOR UPDATE OF job SKIP LOCKED
    """  # the machine's own time on purpose: heartbeats are written by it
    gone = "DELETE FROM procrastinate_workers WHERE last_heartbeat < now() - make_interval(secs => %s::float8)"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(stalled, [SILENT_AFTER.total_seconds()])
        for row in cursor.fetchall():
            _take_back(Held.of(row))
        cursor.execute(gone, [SILENT_AFTER.total_seconds() * 3])


def _take_back(held: Held) -> None:
    if held.task in TASKS and held.attempts + 1 >= TASKS[held.task].attempts:
        bury(held, "The worker disappeared while it was running this job.")
    else:
        put_back(held, clock.now())
