"""Roles are data (M2): which rights each holds. Nobody locks themselves out, and somebody can always let others in."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _

from otklik import live
from otklik.kernel import audit, coding, ordering
from otklik.kernel.translated import Translated
from otklik.kernel.verbs import Refused, verb
from otklik.people import rights
from otklik.people.models import Person, Role

TO_STAY = (rights.MANAGE, rights.MANAGE_PEOPLE)
"""What nobody can take from themselves."""


@verb
def add(name: Mapping[str, str], *, held: Collection[str] = (), by: Person) -> Role:
    """Add a role with some rights; it enters the desk in any case."""
    rights.require(by, rights.MANAGE_PEOPLE)
    order = ordering.last(Role.objects.all())
    role = Role.objects.create(code=coding.code(Role, name), name=name, rights=_known(held), order=order)
    audit.changed("role.added", by=by, noun=role, after=_shown(role))
    return role


@verb
def rename(role: Role, name: Mapping[str, str], *, by: Person) -> None:
    """Call it otherwise."""
    rights.require(by, rights.MANAGE_PEOPLE)
    before, role.name = _shown(role), Translated.of(name)
    role.save(update_fields=["name"])
    audit.changed("role.changed", by=by, noun=role, before=before, after=_shown(role))


@verb
def grant(wanted: Mapping[int, Collection[str]], *, by: Person) -> None:
    """Let each role (by its id) hold exactly these rights. Refused when `by`, or everybody, would be locked out."""
    rights.require(by, rights.MANAGE_PEOPLE)
    for role in Role.objects.select_for_update().filter(pk__in=wanted).order_by("pk"):
        before, held = _shown(role), _known(wanted[role.pk])
        if set(role.rights) == set(held):
            continue
        if role.pk == by.role_id and any(right in role.rights and right not in held for right in TO_STAY):
            raise Refused("role.own", _("You cannot take the settings from your own role."))
        role.rights = held
        role.save(update_fields=["rights"])
        audit.changed("role.changed", by=by, noun=role, before=before, after=_shown(role))
        for person in role.people.values_list("pk", flat=True):
            live.kick(person)
    if not Person.objects.active().filter(role__rights__contains=[rights.MANAGE_PEOPLE]).exists():
        raise Refused("role.nobody", _("Nobody would be left to give roles."))


@verb
def remove(role: Role, *, by: Person) -> None:
    """Forget a role that nobody has; those that every installation starts with stay."""
    rights.require(by, rights.MANAGE_PEOPLE)
    if role.code in rights.ROLES:
        raise Refused("role.seeded", _("This role comes with the program. Rename it or change its rights."))
    if role.people.exists():
        raise Refused("role.held", _("Somebody has this role. Give them another one first."))
    audit.changed("role.removed", by=by, noun=role, before=_shown(role))
    role.delete()


def _known(held: Collection[str]) -> list[str]:
    """The rights in their usual order; unknown ones are left out."""
    return [right for right in rights.ALL if right in {rights.DESK, *held}]


def _shown(role: Role) -> dict[str, object]:
    return {"name": dict(role.name), "rights": list(role.rights)}
