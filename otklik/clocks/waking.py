"""The clock wakes for the next deadline: it asks an index what is due, and never walks open requests.

After a day without it, everything that was due is raised once, with its true time: `reckoning` knows when it was.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from otklik.clocks import ask, limits, reckoning
from otklik.clocks.models import Deadline, Limit
from otklik.clocks.rules import Rules
from otklik.kernel import clock
from otklik.kernel.verbs import verb
from otklik.tickets.models import Ticket

MOST = 500
"""How many requests one waking raises; the next one follows in seconds."""

log = logging.getLogger("otklik.clocks")


def wake() -> int:
    """Raise what is due; how many requests were looked at. One that cannot be reckoned stops no other."""
    rules = Rules()
    running = Deadline.objects.due(clock.now()).values_list("ticket", flat=True)[:MOST]
    due = list(dict.fromkeys([*running, *limits.wake(MOST)]))
    for pk in due:
        try:
            _raise(pk, rules)
        except Exception:
            log.exception("the clocks of request %s cannot be reckoned", pk)
            _put_off(pk)
    return len(due) + sum(_other(wake) for wake in ask.others)


def _other(wake: Callable[[], int]) -> int:
    try:
        return wake()
    except Exception:
        log.exception("a clock of another package cannot be woken")
        return 0


@verb
def _raise(pk: int, rules: Rules) -> None:
    ticket = Ticket.objects.get(pk=pk).locked()
    if any(rows.due(clock.now()).filter(ticket=ticket).exists() for rows in (Deadline.objects, Limit.objects)):
        reckoning.reckon(ticket, rules)


@verb
def _put_off(pk: int) -> None:
    """Let others pass it; the next event of the request reckons it again."""
    for rows in (Deadline.objects, Limit.objects):
        rows.due(clock.now()).filter(ticket_id=pk).update(due_at=None)
