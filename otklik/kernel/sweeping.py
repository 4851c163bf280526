"""What the kernel tidies away, hourly."""

from otklik.kernel import files, jobs, once, throttle


@jobs.task(queue="bulk")
def sweep() -> None:
    """Expired counters and cached values, old answers, solved failures, contents that no row knows."""
    throttle.sweep()
    once.forget_old()
    jobs.FailedJob.objects.sweep()
    files.sweep()
