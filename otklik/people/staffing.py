"""Who works here, in which role; who works for a client company, and what they see of it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from otklik.kernel import addresses, clock, events
from otklik.kernel.verbs import Forbidden, Refused, verb
from otklik.people import rights
from otklik.people.models import Membership, Organization, OrganizationDomain, Person, Role


@verb
def give_role(person: Person, role: Role | None, *, by: Person | None) -> None:
    """Make the person staff in `role`, or a customer again with None. The last administrator stays one."""
    if by is not None and not by.may(rights.MANAGE_PEOPLE):
        raise Forbidden("person.role", _("Only an administrator gives roles."))
    was = person.role
    if (
        was is not None
        and rights.MANAGE_PEOPLE in was.rights
        and (role is None or rights.MANAGE_PEOPLE not in role.rights)
    ):
        _keep_one_administrator(person)
    person.role = role
    person.save(update_fields=["role"])
    person.__dict__.pop("rights", None)
    events.record("person.role_given", by=by, noun=person, role=role.pk if role else None, was=was.pk if was else None)


def _keep_one_administrator(person: Person) -> None:
    administrators = Person.objects.select_for_update().active().filter(role__rights__contains=[rights.MANAGE_PEOPLE])
    if not administrators.exclude(pk=person.pk).exists():
        raise Refused("person.last_administrator", _("This is the last administrator. Appoint another one first."))


@verb
def deactivate(person: Person, *, by: Person) -> None:
    """Close the person's access at once; their history stays."""
    if not by.may(rights.MANAGE_PEOPLE):
        raise Forbidden("person.access", _("Only an administrator closes access."))
    if person.may(rights.MANAGE_PEOPLE):
        _keep_one_administrator(person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    events.record("person.deactivated", by=by, noun=person)


@verb
def activate(person: Person, *, by: Person) -> None:
    """Open the person's access again."""
    if not by.may(rights.MANAGE_PEOPLE):
        raise Forbidden("person.access", _("Only an administrator opens access."))
    person.is_active = True
    person.save(update_fields=["is_active"])
    events.record("person.activated", by=by, noun=person)


@verb
def change(person: Person, *, by: Person, **fields: Any) -> None:
    """Change what is written about the person; one's own record, or anybody's with the right to."""
    if by.pk != person.pk and not by.may(rights.EDIT_PEOPLE):
        raise Forbidden("person.change", _("You may change only your own record."))
    for name, value in fields.items():
        setattr(person, name, value)
    person.save()
    events.record("person.changed", by=by, noun=person, fields=sorted(fields))


@verb
def found(name: str, *, by: Person | None, domains: list[str] | None = None, **fields: Any) -> Organization:
    """Add a client company with its mail domains; a public provider's domain is refused (F9)."""
    organization = Organization.objects.create(name=name, **fields)
    for domain in domains or []:
        add_domain(organization, domain)
    events.record("organization.created", by=by, noun=organization)
    return organization


def add_domain(organization: Organization, domain: str) -> OrganizationDomain:
    """Let verified addresses of `domain` join the company."""
    normalised = addresses.normalise_domain(domain)
    if normalised in addresses.PUBLIC_PROVIDERS:
        raise Refused("domain.public", _("Anybody can have an address there: %(domain)s.") % {"domain": domain})
    if (
        taken := OrganizationDomain.objects.filter(domain=normalised).first()
    ) and taken.organization_id != organization.pk:
        raise Refused("domain.taken", _("The domain belongs to another company: %(domain)s.") % {"domain": domain})
    return OrganizationDomain.objects.get_or_create(organization=organization, domain=normalised)[0]


@verb
def place(person: Person, organization: Organization, role: str, *, by: Person | None) -> Membership:
    """Give the person a place in the company, or another role there."""
    membership = person.membership_in(organization.pk)
    if membership is None:
        membership = Membership.objects.create(person=person, organization=organization, role=role)
        events.record("membership.started", by=by, noun=person, organization=organization.pk, role=role)
    elif membership.role != role:
        was, membership.role = membership.role, role
        membership.save(update_fields=["role"])
        events.record("membership.changed", by=by, noun=person, organization=organization.pk, role=role, was=was)
    return membership


@verb
def leave(membership: Membership, *, by: Person, heir: Person | None = None) -> None:
    """The person left the company; `wiring` passes their open requests on to `heir` (R15)."""
    membership.left_at = clock.now()
    membership.save(update_fields=["left_at"])
    events.record(
        "membership.ended",
        by=by,
        noun=membership.person,
        organization=membership.organization_id,
        heir=heir.pk if heir else None,
    )
