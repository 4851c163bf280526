"""What wishes do by themselves."""

from otklik.kernel import jobs
from otklik.wishes import reviewing


@jobs.task(queue="soon")
def review() -> None:
    """The month before, once a month."""
    reviewing.review()
