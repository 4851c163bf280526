"""What clocks do by themselves; `otklik.schedule` says how often."""

from otklik.clocks import keeping
from otklik.kernel import jobs


@jobs.task(queue="bulk")
def move_on() -> None:
    """Unroll calendars further when the year has changed."""
    keeping.move_on()
