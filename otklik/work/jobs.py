"""What estimates do by themselves."""

from otklik.kernel import jobs
from otklik.work import estimating
from otklik.work.models import Estimate


@jobs.task(queue="now")
def ask_heads(estimate_id: int) -> None:
    """The estimate has left: write to those who may approve it."""
    for estimate in Estimate.objects.filter(pk=estimate_id).select_related("ticket__customer"):
        estimating.write_to_heads(estimate)
