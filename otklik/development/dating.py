"""A date may be *уточняется* only for so long: then whoever has the task in development, and its leads, hear (R5).

It counts on development's clock: the calendar of its line, else the usual one. The clock of requests wakes it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from otklik.clocks.arithmetic import OutOfReach
from otklik.clocks.rules import Rules
from otklik.development import options
from otklik.development.models import Task
from otklik.kernel import clock, events
from otklik.kernel.verbs import verb
from otklik.tickets.kinds import Kind
from otklik.tickets.models import Ticket

FIELDS = ("undated_since", "date_by", "date_late_since")
MOST = 200
"""Tasks of one waking; the next one follows in seconds."""


def weigh(task: Task) -> None:
    """Begin to count when a task that somebody waits for has no date, and stop when it has; the caller saves FIELDS."""
    if task.due is not None or task.done_at is not None or task.released_at is not None:
        task.undated_since = task.date_by = task.date_late_since = None
    elif task.undated_since is None:
        task.undated_since = clock.now()
        task.date_by = _due(task.undated_since)


def keep(task: Task) -> None:
    """The same, and save it."""
    weigh(task)
    task.save(update_fields=FIELDS)


def wake() -> int:
    """Raise what is due, once, with its true time; how many tasks were looked at."""
    due = list(Task.objects.filter(date_by__lte=clock.now()).order_by("date_by").values_list("pk", flat=True)[:MOST])
    for pk in due:
        _raise(pk)
    return len(due)


@verb
def reckon_again() -> int:
    """Calendars have changed: every date that is being found out is due at another time; how many."""
    tasks = list(Task.objects.select_for_update(of=("self",)).filter(date_by__isnull=False).order_by("pk"))
    for task in tasks:
        assert task.undated_since is not None
        task.date_by = _due(task.undated_since)
    Task.objects.bulk_update(tasks, ["date_by"], batch_size=MOST)
    return len(tasks)


@verb
def _raise(pk: int) -> None:
    """The norm or a calendar may have been changed meanwhile; a task for which nobody waits any more is let go."""
    task = Task.objects.select_for_update(of=("self",)).filter(pk=pk, date_by__lte=clock.now()).first()
    if task is None or task.undated_since is None:
        return
    task.date_by = _due(task.undated_since)
    if task.date_by is not None and task.date_by <= clock.now():
        _tell(task, task.date_by)
    task.save(update_fields=FIELDS)


def _tell(task: Task, at: datetime) -> None:
    waiting = Ticket.objects.filter(
        concerns__task=task, concerns__ended_at__isnull=True, status__kind=Kind.IN_DEVELOPMENT
    )
    tickets = list(waiting.order_by("id"))
    if not tickets:
        task.undated_since = task.date_by = None
        return
    task.date_by, task.date_late_since = None, at
    line = int(options.LINE.value or 0) or None
    for ticket in tickets:
        told: dict[str, Any] = {"holder": task.taken_by_id, "line": line} if ticket == tickets[0] else {}
        events.record("task.undated", by=None, noun=task, ticket_id=ticket.pk, at=at.isoformat(), **told)


def _due(since: datetime) -> datetime | None:
    hours = Rules().hours(int(options.LINE.value or 0) or None)
    try:
        return hours.after(since, options.DATE.value)
    except OutOfReach:
        return None
