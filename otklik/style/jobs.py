"""What style does by itself; `otklik.schedule` says when."""

from otklik.kernel import jobs
from otklik.style import guarding


@jobs.task(queue="bulk")
def forget_outcomes() -> None:
    """Forget what became of hints long ago."""
    guarding.forget_old()
