"""What cards do by themselves."""

from otklik.cards import doing
from otklik.kernel import jobs


@jobs.task(queue="now")
def carry_out(deed_id: int) -> None:
    """Something was ordered in the company's system."""
    doing.carry_out(deed_id)
