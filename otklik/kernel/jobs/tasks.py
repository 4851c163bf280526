"""What can be done later: the tasks, by name."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Generic, Literal, ParamSpec
from uuid import uuid4

from django.conf import settings
from django.utils import translation

from otklik.kernel import events

P = ParamSpec("P")
Queue = Literal["now", "soon", "bulk"]

QUEUES: tuple[Queue, ...] = ("now", "soon", "bulk")
"""By patience: somebody waits for it; within a minute; whenever there is time."""

PAUSES = [timedelta(seconds=seconds) for seconds in (5, 30, 180, 900, 3600, 21600)]
"""How long a failed job waits before each next attempt; the last one repeats."""


@dataclass(frozen=True, eq=False)
class Task(Generic[P]):
    """A function that may run later, once or twice; calling it runs it here and now."""

    name: str
    act: Callable[P, object]
    queue: Queue
    attempts: int
    signature: inspect.Signature = field(repr=False)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> None:
        self.act(*args, **kwargs)

    def pause_after(self, attempt: int) -> timedelta | None:
        """How long to wait after failed attempt number `attempt` (from 1); None when it was the last."""
        return None if attempt >= self.attempts else PAUSES[min(attempt, len(PAUSES)) - 1]


TASKS: dict[str, Task[Any]] = {}


class UnknownTask(Exception):
    """A job that was enqueued by another version of the program."""


def task(*, queue: Queue, attempts: int = 6) -> Callable[[Callable[P, object]], Task[P]]:
    """Declare a task: at most `attempts` runs, with growing pauses (`PAUSES`) between them."""

    def declare(act: Callable[P, object]) -> Task[P]:
        name = f"{act.__module__}.{act.__qualname__}".removeprefix("otklik.")
        if name in TASKS:
            raise ValueError(f"task {name} is declared twice")
        TASKS[name] = Task(name, act, queue, attempts, inspect.signature(act))
        return TASKS[name]

    return declare


def named(name: str) -> Task[Any]:
    """The task that a job names. Raises UnknownTask."""
    try:
        return TASKS[name]
    except KeyError:
        raise UnknownTask(name) from None


def run(name: str, ids: dict[str, Any]) -> None:
    """Run a job's task under a request id of its own and in no reader's language."""
    token = events.request_id.set(uuid4())
    try:
        with translation.override(settings.LANGUAGE_CODE):
            named(name)(**ids)
    finally:
        events.request_id.reset(token)
