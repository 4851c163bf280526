"""What is written about client companies, and where their mail comes from."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from otklik.kernel import addresses, audit
from otklik.kernel.verbs import verb
from otklik.people import rights, staffing
from otklik.people.models import Organization, Person

CHANGEABLE = frozenset({"name", "language", "time_zone", "note", "fields"})


@verb
def change(organization: Organization, *, by: Person | None, domains: Collection[str], **fields: Any) -> None:
    """Change what is written about the company; `domains` are all that it has from now on."""
    if by is not None:
        rights.require(by, rights.EDIT_PEOPLE)
    if unknown := fields.keys() - CHANGEABLE:
        raise ValueError(f"a company has no {sorted(unknown)} to change")
    if "name" in fields:
        fields["name"] = staffing.company_name(fields["name"])
    before = {name: getattr(organization, name) for name in fields} | {"domains": domains_of(organization)}
    for name, value in fields.items():
        setattr(organization, name, value)
    organization.save()
    wanted = {addresses.normalise_domain(domain) for domain in domains}
    organization.domains.exclude(domain__in=wanted).delete()
    for domain in sorted(wanted):
        staffing.add_domain(organization, domain)
    after = fields | {"domains": sorted(wanted)}
    changed = sorted(name for name in after if before[name] != after[name])
    audit.changed("organization.changed", by=by, noun=organization, before=before, after=after, fields=changed)


def domains_of(organization: Organization) -> list[str]:
    """Whose verified addresses join the company, in the order of the alphabet."""
    return sorted(organization.domains.values_list("domain", flat=True))
