"""What a person may hear of on the live line (F2)."""

from collections.abc import Iterable

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


def topics_of(people: Iterable[int]) -> dict[int, list[str]]:
    """Their own topic; the desk's for staff; for customers, that of each company whose requests they may see (R15).

    Two queries, however many people ask at once.
    """
    known = Person.objects.select_related("role").in_bulk(people)
    topics = {pk: [f"person-{pk}"] + ["staff"] * person.may(rights.DESK) for pk, person in known.items()}
    customers = [pk for pk, person in known.items() if not person.may(rights.DESK)]
    companies = Membership.objects.current().filter(person__in=customers).sees_company()
    for pk, company in companies.values_list("person", "organization") if customers else ():
        topics[pk].append(f"organization-{company}")
    return topics


def cut(event: Event) -> None:
    """End the person's lines; their browsers come back at once, and are asked who they are."""
    live.kick(event.noun_id)
    if "source" in event.data:
        live.kick(event.data["source"])
