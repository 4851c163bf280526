"""Questions that higher floors answer (F6): `wiring.py` puts the answers in place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from otklik.clocks.arithmetic import Hours
from otklik.clocks.models import Calendar


def _unknown(person: int, calendar: Calendar | None) -> Hours | None:
    return None


def _charged_all(ticket: int) -> Mapping[int, datetime]:
    return {}


relieved: Callable[[int], Mapping[int, datetime]] = _charged_all
"""Who passed a request on to a lead, and when last: what they held of the stretch before is not charged to them (C10).

Asked only when a violation is written."""

holder_hours: Callable[[int, Calendar | None], Hours | None] = _unknown
"""The hours of the person who holds a request, on a line with that calendar (D2); None: nothing is known of them.

The past never changes: what was counted once is counted so again (decision 0028).
"""

others: list[Callable[[], int]] = []
"""What else wakes with the clock: each raises what is due by an index of its own, and tells how much that was."""
