"""What clocks do by themselves; `otklik.schedule` says how often."""

from otklik.clocks import keeping, recounting, replaying, waking
from otklik.kernel import jobs


@jobs.task(queue="bulk")
def move_on() -> None:
    """Unroll calendars further when the year has changed."""
    keeping.move_on()


@jobs.task(queue="now")
def wake() -> None:
    """Raise every deadline that has come."""
    waking.wake()


@jobs.task(queue="bulk")
def reckon_open() -> None:
    """Go on reckoning open requests: a promise, a norm or a calendar has changed."""
    recounting.go_on()


@jobs.task(queue="bulk")
def replay(pk: int) -> None:
    """Go on counting what a draft of norms would have brought."""
    replaying.go_on(pk)
