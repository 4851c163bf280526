"""What every installation starts with: roles and two lines (F23: data is seeded, never migrated)."""

from otklik.kernel import audit
from otklik.kernel.verbs import verb
from otklik.people import rights
from otklik.people.models import Line, Role

LINES = {
    "first": ({"ru": "1-я линия", "uk": "1-а лінія", "en": "First line"}, True),
    "second": ({"ru": "2-я линия", "uk": "2-а лінія", "en": "Second line"}, False),
}
OF_KNOWLEDGE = frozenset({rights.WRITE_ARTICLES, rights.PUBLISH_ARTICLES, rights.SHARE_ANSWERS})
FIRST = frozenset({*rights.OBSERVER, *rights.DEVELOPER}) | {
    rights.ACCEPT,
    rights.REPLY,
    rights.MOVE,
    rights.CLOSE,
    rights.CREATE,
    rights.SORT,
    rights.MERGE,
    rights.EDIT_PEOPLE,
    rights.ASSIGN_OTHERS,
    rights.MERGE_PEOPLE,
    rights.SHARE_VIEWS,
    rights.MANAGE,
    rights.MANAGE_TICKETS,
    rights.MANAGE_PEOPLE,
    rights.MANAGE_CHANNELS,
    rights.MANAGE_COMPANY,
    rights.SEE_AUDIT,
}
"""Rights that there were before roles remembered which they had been given."""


def seed() -> None:
    """Add what is missing; what somebody changed stays changed. A right that is new in this release is given once."""
    _remember()
    for order, (code, (name, held)) in enumerate(rights.ROLES.items()):
        new = {"name": name, "rights": list(held), "seeded": list(held), "order": order}
        role, is_new = Role.objects.get_or_create(code=code, defaults=new)
        if not is_new:
            give(role, held)
    for order, (code, (name, is_default)) in enumerate(LINES.items()):
        Line.objects.get_or_create(code=code, defaults={"name": name, "order": order, "is_default": is_default})


@verb
def give(role: Role, held: tuple[str, ...]) -> None:
    """Give a role of ours the rights that it has never been given; safe to call again."""
    role = Role.objects.select_for_update().get(pk=role.pk)
    fresh = [right for right in held if right not in (role.seeded or [])]
    if not fresh:
        return
    before = list(role.rights)
    role.rights = [*before, *(right for right in fresh if right not in before)]
    role.seeded = [*(role.seeded or []), *fresh]
    role.save(update_fields=["rights", "seeded"])
    audit.changed("role.changed", by=None, noun=role, before={"rights": before}, after={"rights": role.rights})


def _remember() -> None:
    """Write down for roles of an older installation what they must have been given, and what nobody gives them again.

    Where one of them holds a right of knowledge, that release was here already.
    """
    old = list(Role.objects.filter(seeded__isnull=True))
    if not old:
        return
    known = {right for role in Role.objects.all() for right in role.rights}
    given = FIRST | (OF_KNOWLEDGE if known & OF_KNOWLEDGE else frozenset())
    for role in old:
        Role.objects.filter(pk=role.pk, seeded__isnull=True).update(seeded=sorted(given | set(role.rights)))
    if rights.SEE_LINKS not in known:
        for role in old:
            _keep_links(role)


def _keep_links(role: Role) -> None:
    """Before there was a right to them, whoever entered the desk saw the links of a customer's card: nobody loses them.

    A role of the company's own keeps them too. On new installations leads have the right, and others by their line.
    """
    if rights.DESK in role.rights:
        give(role, (rights.SEE_LINKS,))
