"""The clock process: it enqueues the periodic jobs of `otklik/schedule.py`, once per cluster (F24)."""

import signal
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from croniter import croniter
from django.db import transaction

from otklik.kernel import claims, clock, databases, jobs

LONGEST_WAIT = 10.0
"""Seconds between two looks at the claim, and at the machine's time in case somebody has set it."""


@dataclass
class Tick:
    """One line of the schedule: `every` so many seconds, or a cron expression in UTC."""

    every: float | str
    task: str
    due: datetime

    def strike(self, now: datetime) -> None:
        """Enqueue the task unless it still waits from last time; what was missed meanwhile is not repeated."""
        with databases.unit_of_work(), transaction.atomic():
            jobs.later(jobs.TASKS[self.task], unique=f"clock {self.task}")
        self.due = following(self.every, now)


def following(every: float | str, now: datetime) -> datetime:
    """The first instant after `now`."""
    if isinstance(every, str):
        first: datetime = croniter(every, now).get_next(datetime)  # type: ignore[no-untyped-call]
        return first
    return now + timedelta(seconds=every)


def run(schedule: Iterable[tuple[float | str, str]], stop: threading.Event | None = None) -> None:
    """Tick until `stop`, by default SIGTERM or SIGINT. Raises claims.Lost when the database was lost.

    Jobs with a period in seconds run once at the start.
    """
    stop = stop or _stopped_by_signals()
    while not (claim := claims.take("clock")):
        if stop.wait(LONGEST_WAIT):
            return
    with claim:
        now = clock.now()
        ticks = [
            Tick(every, task, following(every, now) if isinstance(every, str) else now) for every, task in schedule
        ]
        while not stop.wait(_pause(ticks)):
            claim.confirm()
            strike_due(ticks)


def strike_due(ticks: Iterable[Tick]) -> None:
    """Strike every tick whose time has come."""
    now = clock.now()
    for tick in ticks:
        if tick.due <= now:
            tick.strike(now)


def _pause(ticks: list[Tick]) -> float:
    waits = [(tick.due - clock.now()).total_seconds() for tick in ticks]
    return max(0.0, min([LONGEST_WAIT, *waits]))


def _stopped_by_signals() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop
