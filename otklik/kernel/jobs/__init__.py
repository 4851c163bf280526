"""Work that happens after the answer: declared as tasks, enqueued in the business transaction (F25).

    @jobs.task(queue="now")
    def deliver(delivery_id: int) -> None:
        Delivery.objects.get(pk=delivery_id).send()

    jobs.later(deliver, lock=f"ticket-{ticket.pk}", delivery_id=delivery.pk)

A job takes ids, calls one verb and may be run twice: after a crash it is.
"""

from otklik.kernel.jobs.failing import FailedJob, rescue
from otklik.kernel.jobs.running import run_due
from otklik.kernel.jobs.tasks import PAUSES, QUEUES, TASKS, Task, task
from otklik.kernel.jobs.waiting import later, later_each
from otklik.kernel.jobs.working import run_worker

__all__ = [
    "PAUSES",
    "QUEUES",
    "TASKS",
    "FailedJob",
    "Task",
    "later",
    "later_each",
    "rescue",
    "run_due",
    "run_worker",
    "task",
]
