"""What a person may hear of on the live line (F2)."""

from otklik import live
from otklik.kernel.events import Event
from otklik.people import rights
from otklik.people.models import Person
from otklik.people.models.organization import Membership

CUTTING = (
    "person.role_given",
    "person.deactivated",
    "person.merged",
    "membership.started",
    "membership.changed",
    "membership.ended",
)
"""Codes after which somebody may hear of other things than before."""


def topics_of(person_id: int) -> list[str]:
    """Their own topic; the desk's for staff; for customers, that of each company whose requests they may see (R15)."""
    person = Person.objects.get(pk=person_id)
    if person.may(rights.DESK):
        return [f"person-{person_id}", "staff"]
    companies = Membership.objects.current().filter(person=person).sees_company().values_list("organization", flat=True)
    return [f"person-{person_id}", *(f"organization-{company}" for company in companies)]


def cut(event: Event) -> None:
    """End the person's lines; their browsers come back at once, and are asked who they are."""
    live.kick(event.noun_id)
    if "source" in event.data:
        live.kick(event.data["source"])
