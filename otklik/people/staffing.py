"""Who works here, in which role; who works for a client company, and what they see of it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from otklik.kernel import addresses, audit, clock, events
from otklik.kernel.text import clean_line
from otklik.kernel.verbs import Forbidden, Refused, verb
from otklik.people import identifying, rights
from otklik.people.models import Identity, Membership, Organization, OrganizationDomain, Person, Role
from otklik.people.models.organization import CompanyRole

CHANGEABLE = frozenset(
    {"name", "called", "tone", "language", "time_zone", "position", "signature", "note", "fields", "hot_keys"}
)
"""What `change` may set; role, access and password have verbs of their own."""


@verb
def invite(*, name: str, email: str, role: Role, language: str, by: Person) -> Identity:
    """Add a colleague, who has no password yet; whoever calls sends the letter in which they choose one.

    Raises Refused("identity.taken") for a known address, and `addresses.InvalidAddress`.
    """
    rights.require(by, rights.MANAGE_PEOPLE)
    person = Person(name=clean_line(name)[:200], language=language, time_zone=by.time_zone)
    person.set_unusable_password()
    person.save()
    identity = identifying.add(person, "email", email, by=by)
    give_role(person, role, by=by)
    events.record("person.invited", by=by, noun=person)
    return identity


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
    codes = {"was": was.pk if was else None, "role": role.pk if role else None}
    if codes["was"] != codes["role"]:
        states = {"before": {"role": was and was.code}, "after": {"role": role and role.code}}
        audit.changed("person.role_given", by=by, noun=person, **states, **codes)


def _keep_one_administrator(person: Person) -> None:
    all_people = Person.objects.select_for_update(of=("self",)).active().order_by("pk")
    administrators = all_people.filter(role__rights__contains=[rights.MANAGE_PEOPLE])
    if all(administrator.pk == person.pk for administrator in administrators):
        raise Refused("person.last_administrator", _("This is the last administrator. Appoint another one first."))


@verb
def deactivate(person: Person, *, by: Person) -> None:
    """Close the person's access at once; their history stays."""
    if not by.may(rights.MANAGE_PEOPLE):
        raise Forbidden("person.access", _("Only an administrator closes access."))
    if person.may(rights.MANAGE_PEOPLE):
        _keep_one_administrator(person)
    _let_in(person, is_active=False, code="person.deactivated", by=by)


@verb
def activate(person: Person, *, by: Person) -> None:
    """Open the person's access again."""
    if not by.may(rights.MANAGE_PEOPLE):
        raise Forbidden("person.access", _("Only an administrator opens access."))
    if person.merged_into_id is not None:
        raise Refused("person.merged", _("This record was joined to another one. Take them apart first."))
    _let_in(person, is_active=True, code="person.activated", by=by)


def _let_in(person: Person, *, is_active: bool, code: str, by: Person) -> None:
    before = {"is_active": person.is_active}
    person.is_active = is_active
    person.save(update_fields=["is_active"])
    audit.changed(code, by=by, noun=person, before=before, after={"is_active": is_active})


@verb
def change(person: Person, *, by: Person, **fields: Any) -> None:
    """Change what is written about the person: oneself, a customer with the right to, a colleague as administrator.

    What staff change is audited; what customers say of themselves is not.
    """
    if unknown := fields.keys() - CHANGEABLE:
        raise ValueError(f"a person has no {sorted(unknown)} to change")
    if by.pk != person.pk and not rights.may_edit(by, person):
        raise Forbidden("person.change", _("You may change only your own record."))
    before = {name: getattr(person, name) for name in fields}
    for name, value in fields.items():
        setattr(person, name, value)
    changed = sorted(name for name, value in fields.items() if before[name] != value)
    if not changed:
        return
    person.save(update_fields=[*changed, "sort_key"])
    if by.is_staff_member:
        audit.changed("person.changed", by=by, noun=person, before=before, after=fields, fields=changed)
    else:
        events.record("person.changed", by=by, noun=person, fields=changed)


@verb
def found(name: str, *, by: Person | None, domains: Collection[str] = (), **fields: Any) -> Organization:
    """Add a client company with its mail domains; a public provider's domain is refused (F9)."""
    if by is not None:
        rights.require(by, rights.EDIT_PEOPLE)
    organization = Organization.objects.create(name=company_name(name), **fields)
    for domain in domains:
        add_domain(organization, domain)
    after = {"name": organization.name, "domains": sorted(domains)}
    audit.changed("organization.created", by=by, noun=organization, after=after)
    return organization


def company_name(name: str) -> str:
    """The name as it is kept. Raises Refused("organization.name") for an empty one."""
    name = clean_line(name)[:200]
    if not name:
        raise Refused("organization.name", _("A company needs a name."))
    return name


def add_domain(organization: Organization, domain: str) -> OrganizationDomain:
    """Let verified addresses of `domain` join the company."""
    normalised = addresses.normalise_domain(domain)
    if "." not in normalised:
        raise addresses.InvalidAddress(domain)
    if normalised in addresses.PUBLIC_PROVIDERS:
        raise Refused("domain.public", _("Anybody can have an address there: %(domain)s.") % {"domain": domain})
    owner = OrganizationDomain.objects.filter(domain=normalised).first()
    if owner is not None and owner.organization_id != organization.pk:
        raise Refused("domain.taken", _("The domain belongs to another company: %(domain)s.") % {"domain": domain})
    return owner or OrganizationDomain.objects.create(organization=organization, domain=normalised)


@verb
def place(person: Person, organization: Organization, role: str, *, by: Person | None) -> Membership:
    """Give the person a place in the company, or another role there."""
    rights.require_edit(by, person)
    membership = person.membership_in(organization.pk)
    if membership is not None and membership.role == role:
        return membership
    was = membership.role if membership else None
    data: dict[str, Any] = {"organization": organization.pk, "role": role}
    states = {"before": {"organization": organization.pk, "role": was}, "after": data}
    if membership is None:
        membership = Membership.objects.create(person=person, organization=organization, role=role)
        audit.changed("membership.started", by=by, noun=person, **states, **data)
    else:
        membership.role = role
        membership.save(update_fields=["role"])
        audit.changed("membership.changed", by=by, noun=person, **states, **data, was=was)
    return membership


@verb
def leave(membership: Membership, *, by: Person, heir: Person | None = None) -> None:
    """The person left the company; `wiring` passes their open requests on to `heir`, who works there (R15)."""
    _let_dismiss(membership, by)
    if heir is not None and heir.membership_in(membership.organization_id) is None:
        raise Refused("membership.heir", _("Requests pass on to somebody who works in the same company."))
    ended = Membership.objects.current().filter(pk=membership.pk).update(left_at=clock.now())
    if not ended:
        raise Refused("membership.ended", _("This person has left the company already."))
    data = {"organization": membership.organization_id, "heir": heir.pk if heir else None}
    before = {"organization": membership.organization_id, "role": membership.role}
    audit.changed("membership.ended", by=by, noun=membership.person, before=before, **data)


def _let_dismiss(membership: Membership, by: Person) -> None:
    """Support does it, or the head of the company."""
    theirs = by.membership_in(membership.organization_id)
    if theirs is None or theirs.role != CompanyRole.HEAD:
        rights.require_edit(by, membership.person)
