"""What development does by itself; `otklik.schedule` says how often."""

from otklik.development import calling, dating, errands
from otklik.kernel import jobs


@jobs.task(queue="soon")
def run_errand(errand_id: int) -> None:
    """Something is to be done in a tracker."""
    errands.run(errand_id)


@jobs.task(queue="soon")
def tend() -> None:
    """Whatever is due in trackers: second tries, and reading again."""
    errands.run_due()


@jobs.task(queue="soon")
def understand() -> None:
    """A tracker has called."""
    calling.understand()


@jobs.task(queue="bulk")
def forget_calls() -> None:
    """Calls that were understood long ago."""
    calling.forget_old()


@jobs.task(queue="bulk")
def reckon_dates(event_id: int) -> None:
    """A calendar has changed."""
    dating.reckon_again()
