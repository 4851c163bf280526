"""The worker process: procrastinate's loop around our rows."""

from __future__ import annotations

import asyncio
import logging
import signal
import traceback
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import close_old_connections, connection
from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.connector import BaseConnector
from procrastinate.jobs import Job, Notification, Status
from procrastinate.manager import JobManager
from procrastinate.worker import Worker

from otklik.kernel.jobs.courtesy import Courtesy
from otklik.kernel.jobs.failing import HEARTBEAT, SILENT_AFTER, Held, forget, put_back_or_bury
from otklik.kernel.jobs.tasks import QUEUES, TASKS, run

logger = logging.getLogger(__name__)

UNKNOWN = "This version of the program knows no such task."

_errors: dict[int | None, str] = {}
_courtesy = Courtesy()


class WorkerDied(Exception):
    """The worker lost its database or a part of itself; whoever started it starts it again."""


def run_worker(queues: Iterable[str] = QUEUES, concurrency: int = 2) -> None:
    """Run jobs until SIGTERM or SIGINT, then finish those that are running.

    Each queue has `concurrency` threads of its own, so that bulk work never holds back what somebody waits for. The
    process keeps at most 3 + queues × `concurrency` connections. Raises WorkerDied.
    """
    asyncio.run(_work(tuple(queues), concurrency))


async def _work(queues: tuple[str, ...], concurrency: int) -> None:
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(len(queues) * concurrency, "job"))
    app = _app()
    asked = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, asked.set)
    async with app.open_async():
        workers = [QueueWorker(app, queue, concurrency) for queue in queues]
        running = [asyncio.create_task(worker.run()) for worker in workers]  # type: ignore[no-untyped-call]
        running.append(asyncio.create_task(_listen(app, workers)))
        stop = [asyncio.create_task(event.wait()) for event in (asked, app.job_manager.unsettled)]
        await asyncio.wait([*running, *stop], return_when=asyncio.FIRST_COMPLETED)
        running.pop().cancel()
        for worker in workers:
            worker.stop()  # type: ignore[no-untyped-call]
        await asyncio.gather(*running, return_exceptions=True)
    if not asked.is_set():
        raise WorkerDied


async def _listen(app: Jobs, workers: list[QueueWorker]) -> None:
    async def wake(*, channel: str, notification: Notification) -> None:
        told: Any = notification  # procrastinate knows two of its keys, we sent a third
        for worker in workers:
            if worker.worker_name in told.get("queues", QUEUES):
                await worker._handle_notification(channel=channel, notification=notification)

    await app.job_manager.listen_for_jobs(on_notification=wake)


class QueueWorker(Worker):
    """The worker of one queue; it stops as soon as its heartbeat does, lest its jobs be taken from under it."""

    def __init__(self, app: Jobs, queue: str, concurrency: int) -> None:
        super().__init__(
            app,
            queues=[queue],
            name=queue,
            concurrency=concurrency,
            fetch_job_polling_interval=5 if queue == "bulk" else 1,  # due times are noticed by polling only
            listen_notify=False,  # one listening connection for all queues
            install_signal_handlers=False,
            update_heartbeat_interval=HEARTBEAT.total_seconds(),
            stalled_worker_timeout=SILENT_AFTER.total_seconds(),
        )

    async def _periodic_deferrer(self) -> None:
        """Never returns: the monitor of side tasks gives up watching the heartbeat once any of them has returned."""
        await asyncio.Event().wait()


class Rows(JobManager):
    """How a job ends: fenced by the worker's id, and failures by our own rules.

    A row that cannot be settled stays "doing" as long as its worker lives, so the worker must end (`unsettled`).
    """

    def __init__(self, connector: BaseConnector) -> None:
        super().__init__(connector)
        self.unsettled = asyncio.Event()

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:
        """Forget a job that worked; put back or bury one that did not."""
        error = _errors.pop(job.id, None) or (None if status is Status.SUCCEEDED else UNKNOWN)
        try:
            await asyncio.to_thread(_settle, job, error)
        except Exception:
            logger.exception("job %s cannot be settled; the worker ends", job.task_name, extra={"job": job.id})
            self.unsettled.set()


def _settle(job: Job, error: str | None) -> None:
    held = Held(job.id or 0, job.task_name, job.task_kwargs, job.attempts, job.worker_id)
    close_old_connections()
    if error is None:
        forget(held)
    else:
        put_back_or_bury(held, error)


class Jobs(App):
    """Procrastinate's application with our way of ending jobs."""

    job_manager: Rows


def _app() -> Jobs:
    parameters = connection.get_connection_params()
    for ours in ("cursor_factory", "context"):
        parameters.pop(ours, None)
    # Taking a job need not wait for the disk: if a crash undoes it, the job is taken again.
    parameters["options"] = f"{parameters.get('options', '')} -c synchronous_commit=off".strip()
    app = Jobs(connector=PsycopgConnector(kwargs=parameters, min_size=1, max_size=2))
    app.job_manager = Rows(app.connector)
    for name in TASKS:
        app.task(name=name, pass_context=True)(_run)
    return app


def _run(context: JobContext, /, **ids: Any) -> None:
    close_old_connections()
    try:
        with _courtesy.around(context.job.queue):
            run(context.job.task_name, ids)
    except Exception:
        _errors[context.job.id] = traceback.format_exc()
    finally:
        close_old_connections()
