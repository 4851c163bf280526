"""Who is behind an address: finding, making and confirming (F9)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from otklik.kernel import addresses, audit, clock, events, reading
from otklik.kernel.inserting import insert, insert_once
from otklik.kernel.text import clean, clean_line, sort_key
from otklik.kernel.verbs import Refused, verb
from otklik.people import rights
from otklik.people.models import Identity, Membership, OrganizationDomain, Person
from otklik.people.models.identity import IdentityKind
from otklik.people.projecting import project, project_first


def find(kind: str, value: str) -> Person | None:
    """The person who owns the address, through any merge; None if nobody does."""
    identity = (
        Identity.objects.filter(kind=kind, normalised=addresses.normalise(kind, value)).select_related("person").first()
    )
    return current(identity.person) if identity else None


def current(person: Person) -> Person:
    """The record that a merged record became."""
    while person.merged_into is not None:
        person = person.merged_into
    return person


def known(kind: str, value: str, *, name: str = "", channel: str = "", language: str = "ru") -> tuple[Person, Identity]:
    """The person behind the address; a stranger gets a record with an unverified address (A10).

    Raises `addresses.InvalidAddress` if `value` is no address of that kind.
    """
    return _known(kind, value, addresses.normalise(kind, value), name, channel, language)


@verb
def _known(kind: str, value: str, normalised: str, name: str, channel: str, language: str) -> tuple[Person, Identity]:
    return _owner(kind, normalised) or _new(kind, value, normalised, name, channel, language)


def _owner(kind: str, normalised: str) -> tuple[Person, Identity] | None:
    found = reading.first(Identity, "kind = %s::text AND normalised = %s::text", [kind, normalised])
    if found is None:
        return None
    return current(reading.attach(found, "person").person), found


def _new(kind: str, value: str, normalised: str, name: str, channel: str, language: str) -> tuple[Person, Identity]:
    person = Person(name=clean(name)[:200].strip() or value.split("@")[0], language=language)
    person.set_unusable_password()
    person.sort_key = sort_key(person.name)
    insert(person)
    person.is_newcomer = True
    identity = Identity(person=person, kind=kind, value=value, normalised=normalised, is_primary=True)
    if not insert_once(identity):  # somebody else made the same person a moment ago
        person.delete()
        found = _owner(kind, normalised)
        assert found is not None, "who owns an address is not removed while somebody writes from it"
        return found
    if kind == IdentityKind.EMAIL:
        project_first(identity)
    events.record("person.created", by=None, noun=person, channel=channel)
    return person, identity


@verb
def named(name: str, *, by: Person, language: str = "ru") -> Person:
    """A record of somebody who gave a name and no address: a caller, whose words only a voice confirms (R12)."""
    name = clean_line(name)[:200]
    if not name:
        raise Refused("person.name", _("Write who it is."))
    person = Person(name=name, language=language)
    person.set_unusable_password()
    person.save()
    events.record("person.created", by=by, noun=person, channel="phone")
    return person


@verb
def add(person: Person, kind: str, value: str, *, by: Person | None) -> Identity:
    """Give the person one more address; refused if it is somebody else's."""
    rights.require_edit(by, person)
    normalised = addresses.normalise(kind, value)
    owner = Identity.objects.filter(kind=kind, normalised=normalised).first()
    if owner is not None:
        if owner.person_id == person.pk:
            return owner
        raise Refused("identity.taken", _("This address belongs to another person. Merge the two records instead."))
    first = not person.identities.filter(kind=kind, is_primary=True).exists()
    identity = Identity.objects.create(person=person, kind=kind, value=value, normalised=normalised, is_primary=first)
    project(person)
    audit.changed("identity.added", by=by, noun=person, after=_shown(identity), identity=identity.pk, kind=kind)
    return identity


@verb
def verify(identity: Identity, *, by: Person | None = None) -> None:
    """The owner proved that they read there, or `by` knows it; a company's domain now attaches them, as one who sees
    only their own.
    """
    rights.require_edit(by, identity.person)
    if identity.verified_at is None:
        identity.verified_at = clock.now()
        identity.save(update_fields=["verified_at"])
        project(identity.person)
        _write("identity.verified", identity, by)
    if identity.kind == IdentityKind.EMAIL and not identity.person.is_staff_member:
        _join_company(identity)


def _join_company(identity: Identity) -> None:
    domain = addresses.domain_of(identity.normalised)
    if domain in addresses.PUBLIC_PROVIDERS:
        return
    owner = OrganizationDomain.objects.filter(domain=domain).first()
    if owner and not Membership.objects.filter(person=identity.person, organization=owner.organization_id).exists():
        membership = Membership.objects.create(person=identity.person, organization_id=owner.organization_id)
        events.record(
            "membership.started",
            by=None,
            noun=identity.person,
            organization=owner.organization_id,
            role=membership.role,
        )


@verb
def prefer(identity: Identity, *, by: Person) -> None:
    """Make it the address that letters to the person go to."""
    rights.require_edit(by, identity.person)
    if identity.is_primary:
        return
    identity.person.identities.filter(kind=identity.kind, is_primary=True).update(is_primary=False)
    identity.is_primary = True
    identity.save(update_fields=["is_primary"])
    project(identity.person)
    _write("identity.primary", identity, by)


@verb
def note_undeliverable(identity: Identity, *, by: Person | None) -> None:
    """Letters to it come back."""
    rights.require_edit(by, identity.person)
    if identity.undeliverable_since is None:
        identity.undeliverable_since = clock.now()
        identity.save(update_fields=["undeliverable_since"])
        audit.changed("identity.undeliverable", by=by, noun=identity.person, identity=identity.pk)


@verb
def note_deliverable(identity: Identity, *, by: Person | None) -> None:
    """Letters reach it again."""
    rights.require_edit(by, identity.person)
    if identity.undeliverable_since is not None:
        identity.undeliverable_since = None
        identity.save(update_fields=["undeliverable_since"])
        audit.changed("identity.deliverable", by=by, noun=identity.person, identity=identity.pk)


@verb
def remove(identity: Identity, *, by: Person) -> None:
    """Take an address away; the last one stays, or nobody could answer the person."""
    rights.require_edit(by, identity.person)
    others = identity.person.identities.exclude(pk=identity.pk)
    if not others.exists():
        raise Refused("identity.last", _("This is the only address of the person."))
    person, number, kind, shown = identity.person, identity.pk, identity.kind, _shown(identity)
    was_primary = identity.is_primary
    identity.delete()
    if was_primary and (next_one := others.filter(kind=kind).order_by("id").first()):
        next_one.is_primary = True
        next_one.save(update_fields=["is_primary"])
    project(person)
    audit.changed("identity.removed", by=by, noun=person, before=shown, identity=number, kind=kind)


def _write(code: str, identity: Identity, by: Person | None) -> None:
    data: dict[str, Any] = {"identity": identity.pk, "kind": identity.kind}
    audit.changed(code, by=by, noun=identity.person, after=_shown(identity), **data)


def _shown(identity: Identity) -> dict[str, str]:
    return {"kind": identity.kind, "value": identity.value}
