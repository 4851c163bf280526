"""One person may be several records (F9): what was decided of one holds for all, and parts again with them."""

from __future__ import annotations

from django.db.models import OuterRef, Q

from otklik.people.models import Person


def behind(person: Person | OuterRef) -> Q:
    """Rows about the person: about their record, and about those that became it, through two merges at most.

    For an `OuterRef` to a customer who may have been merged away, rows of what they became count too.
    """
    rows = Q(person=person) | Q(person__merged_into=person) | Q(person__merged_into__merged_into=person)
    if isinstance(person, OuterRef):
        into = OuterRef(f"{person.name}__merged_into")  # type: ignore[attr-defined]  # the stubs know no names of F
        rows |= Q(person=into) | Q(person__merged_into=into)
    return rows
