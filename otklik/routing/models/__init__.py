"""Hours, shifts, absences, hand-overs, expectations."""

from otklik.routing.models.absence import Absence, Away
from otklik.routing.models.duty import Duty, State
from otklik.routing.models.expectation import Expectation, Outlook, UsualReply
from otklik.routing.models.handover import End, Handover, Way
from otklik.routing.models.hours import Ceiling, WorkPeriod
from otklik.routing.models.load import Load

__all__ = [
    "Absence",
    "Away",
    "Ceiling",
    "Duty",
    "End",
    "Expectation",
    "Handover",
    "Load",
    "Outlook",
    "State",
    "UsualReply",
    "Way",
    "WorkPeriod",
]
