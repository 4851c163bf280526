"""Two records, one person: joined, and taken apart again (F9: staff are never merged into customers)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from otklik.kernel import audit, clock
from otklik.kernel.verbs import Refused, verb
from otklik.people import rights
from otklik.people.models import Identity, Membership, Person, PersonMerge
from otklik.people.projecting import project


@verb
def merge(source: Person, *, into: Person, by: Person) -> PersonMerge:
    """Let `into` own the addresses and places of `source`. Requests stay where they are and are read through the
    pointer.
    """
    rights.require(by, rights.MERGE_PEOPLE)
    first, second = sorted((source.pk, into.pk))
    locked = {
        person.pk: person for person in Person.objects.select_for_update().filter(pk__in=(first, second)).order_by("pk")
    }
    source, into = locked[source.pk], locked[into.pk]
    _refuse_nonsense(source, into)
    moved: dict[str, Any] = {
        "identities": list(source.identities.values_list("pk", "is_primary")),
        "memberships": list(
            source.memberships.exclude(organization__in=into.organizations.all()).values_list("pk", flat=True)
        ),
        "was_active": source.is_active,
    }
    has = set(into.identities.filter(is_primary=True).values_list("kind", flat=True))
    for identity in source.identities.all():
        identity.person = into
        identity.is_primary = identity.is_primary and identity.kind not in has
        identity.save(update_fields=["person", "is_primary"])
    Membership.objects.filter(pk__in=moved["memberships"]).update(person=into)
    source.merged_into = into
    source.is_active = False
    source.save(update_fields=["merged_into", "is_active"])
    project(source)
    project(into)
    done = PersonMerge.objects.create(source=source, target=into, by=by, moved=moved)
    after = {"source": source.pk, "name": source.name}
    audit.changed("person.merged", by=by, noun=into, after=after, source=source.pk, merge=done.pk)
    return done


def _refuse_nonsense(source: Person, into: Person) -> None:
    if source.pk == into.pk:
        raise Refused("merge.same", _("This is one and the same record."))
    if source.is_staff_member or into.is_staff_member:
        raise Refused("merge.staff", _("Records of staff are never merged."))
    if source.merged_into_id or into.merged_into_id:
        raise Refused("merge.merged", _("One of the records is merged already."))


@verb
def unmerge(done: PersonMerge, *, by: Person) -> None:
    """Give everything back that the merge moved and that is still there."""
    rights.require(by, rights.MERGE_PEOPLE)
    done = PersonMerge.objects.select_for_update().select_related("source", "target").get(pk=done.pk)
    if done.undone_at is not None:
        raise Refused("merge.undone", _("These records are taken apart already."))
    source = done.source
    for pk, was_primary in done.moved["identities"]:
        Identity.objects.filter(pk=pk, person=done.target).update(person=source, is_primary=was_primary)
    Membership.objects.filter(pk__in=done.moved["memberships"], person=done.target).update(person=source)
    source.merged_into = None
    source.is_active = done.moved["was_active"]
    source.save(update_fields=["merged_into", "is_active"])
    project(done.target)
    project(source)
    done.undone_at, done.undone_by = clock.now(), by
    done.save(update_fields=["undone_at", "undone_by"])
    before = {"source": source.pk, "name": source.name}
    audit.changed("person.unmerged", by=by, noun=done.target, before=before, source=source.pk, merge=done.pk)
