"""Calendars, norms, running deadlines, and what was broken."""

from otklik.clocks.models.calendar import Calendar, CalendarDay, CalendarLine, CalendarOrganization, Opening, Period
from otklik.clocks.models.deadline import Deadline, DeadlineKind
from otklik.clocks.models.limit import Bound, Limit, Overrun
from otklik.clocks.models.norm import PROMISED, Acknowledgement, Counting, Norm
from otklik.clocks.models.overload import Overload, Shelved
from otklik.clocks.models.promise import Breach, Promise
from otklik.clocks.models.recount import Recount
from otklik.clocks.models.replay import Replay
from otklik.clocks.models.violation import Excuse, Fault, Objection, Share, Violation

__all__ = [
    "PROMISED",
    "Acknowledgement",
    "Bound",
    "Breach",
    "Calendar",
    "CalendarDay",
    "CalendarLine",
    "CalendarOrganization",
    "Counting",
    "Deadline",
    "DeadlineKind",
    "Excuse",
    "Fault",
    "Limit",
    "Norm",
    "Objection",
    "Opening",
    "Overload",
    "Overrun",
    "Period",
    "Promise",
    "Recount",
    "Replay",
    "Share",
    "Shelved",
    "Violation",
]
