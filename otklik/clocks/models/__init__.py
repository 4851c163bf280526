"""Calendars, norms, running deadlines, and what was broken."""

from otklik.clocks.models.calendar import Calendar, CalendarDay, CalendarLine, CalendarOrganization, Opening, Period
from otklik.clocks.models.deadline import Deadline, DeadlineKind
from otklik.clocks.models.norm import Acknowledgement, Counting, Norm
from otklik.clocks.models.promise import Breach, Promise
from otklik.clocks.models.violation import Excuse, Fault, Objection, Share, Violation

__all__ = [
    "Acknowledgement",
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
    "Norm",
    "Objection",
    "Opening",
    "Period",
    "Promise",
    "Share",
    "Violation",
]
