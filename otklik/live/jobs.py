"""What the live line does later."""

from otklik.kernel.jobs import task
from otklik.live import forgetting, presence


@task(queue="soon")
def forget_gone() -> None:
    """Tell that people have gone who did not say so."""
    presence.forget_gone()


@task(queue="bulk")
def forget_said() -> None:
    """Forget names of long ago."""
    forgetting.forget_said()
