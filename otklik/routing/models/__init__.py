"""Hours, shifts, absences, hand-overs, expectations, distribution."""

from otklik.routing.models.absence import Absence, Away
from otklik.routing.models.call import Answered, HelpCall
from otklik.routing.models.duty import Duty, State
from otklik.routing.models.expectation import Expectation, Outlook, UsualReply
from otklik.routing.models.handover import End, Handover, Way
from otklik.routing.models.hours import Ceiling, WorkPeriod, WorkWeek
from otklik.routing.models.load import Load
from otklik.routing.models.offer import Given, Offer, Outcome, Placement, Stage, Why
from otklik.routing.models.plan import LinePlan, Mode, Skill, SkillKind
from otklik.routing.models.relief import Relief

__all__ = [
    "Absence",
    "Answered",
    "Away",
    "Ceiling",
    "Duty",
    "End",
    "Expectation",
    "Given",
    "Handover",
    "HelpCall",
    "LinePlan",
    "Load",
    "Mode",
    "Offer",
    "Outcome",
    "Outlook",
    "Placement",
    "Relief",
    "Skill",
    "SkillKind",
    "Stage",
    "State",
    "UsualReply",
    "Way",
    "Why",
    "WorkPeriod",
    "WorkWeek",
]
