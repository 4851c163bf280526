"""People, who they are, whom they work for and with."""

from otklik.people.models.customfield import CustomField
from otklik.people.models.identity import Identity
from otklik.people.models.line import Level, LevelNote, Line, LineMembership, Team, TeamMembership
from otklik.people.models.merge import PersonMerge
from otklik.people.models.organization import Membership, Organization, OrganizationDomain
from otklik.people.models.person import Person
from otklik.people.models.role import Role

__all__ = [
    "CustomField",
    "Identity",
    "Level",
    "LevelNote",
    "Line",
    "LineMembership",
    "Membership",
    "Organization",
    "OrganizationDomain",
    "Person",
    "PersonMerge",
    "Role",
    "Team",
    "TeamMembership",
]
