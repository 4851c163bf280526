"""What the department decides about its requests: statuses, reasons, words, lines (B1, B7, C1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from otklik import live
from otklik.kernel import audit, coding, ordering
from otklik.kernel.text import clean
from otklik.kernel.translated import Translated
from otklik.kernel.verbs import Refused, verb
from otklik.people import arranging, rights
from otklik.people.models import Line, Person
from otklik.tickets import viewing
from otklik.tickets.kinds import Kind
from otklik.tickets.models import Category, Status, Tag, Ticket, TicketTag
from otklik.tickets.models.sorting import normalised_tag

HUES = 12
"""A status may have one of so many colours; they are numbers, the tokens know which."""

DEEPEST = 5
"""Levels of categories: deeper trees nobody sorts by."""


@verb
def add_status(
    kind: str, name: Mapping[str, str], customer_name: Mapping[str, str], *, colour: str = "", by: Person
) -> Status:
    """One more name for a kind, which people can choose beside the usual one."""
    rights.require(by, rights.MANAGE_TICKETS)
    status = Status(kind=Kind(kind), code=coding.code(Status, name), order=ordering.last(Status.objects.all()))
    status.name, status.customer_name, status.colour = name, customer_name, _colour(colour)
    status.save()
    audit.changed("status.added", by=by, noun=status, after=_status(status))
    return status


@verb
def change_status(
    status: Status, name: Mapping[str, str], customer_name: Mapping[str, str], *, colour: str = "", by: Person
) -> None:
    """Call it otherwise; its kind never changes."""
    rights.require(by, rights.MANAGE_TICKETS)
    before = _status(status)
    status.name, status.colour = Translated.of(name), _colour(colour)
    status.customer_name = Translated.of(customer_name)
    status.save()
    _tell("status.changed", by, status, before, _status(status))


@verb
def move_status(status: Status, *, up: bool, by: Person) -> None:
    """Let it change places with its neighbour."""
    rights.require(by, rights.MANAGE_TICKETS)
    was = status.order
    if ordering.move(status, Status.objects.all(), up=up):
        status.refresh_from_db()
        _tell("status.changed", by, status, {"order": was}, {"order": status.order})


@verb
def prefer_status(status: Status, *, by: Person) -> None:
    """Let its kind lead to this status unless somebody chooses another."""
    rights.require(by, rights.MANAGE_TICKETS)
    if not status.is_active:
        raise Refused("status.unused", _("Take the status into use first."))
    before = _status(status)
    Status.objects.filter(kind=status.kind, is_default=True).exclude(pk=status.pk).update(is_default=False)
    status.is_default = True
    status.save(update_fields=["is_default"])
    _tell("status.changed", by, status, before, _status(status))


@verb
def use_status(status: Status, *, is_active: bool, by: Person) -> None:
    """Take it out of use or back; requests that have it keep it."""
    rights.require(by, rights.MANAGE_TICKETS)
    if status.is_default and not is_active:
        raise Refused("status.default", _("Its kind leads to this status. Choose another usual one first."))
    before, status.is_active = _status(status), is_active
    status.save(update_fields=["is_active"])
    _tell("status.changed", by, status, before, _status(status))


@verb
def add_category(
    name: Mapping[str, str],
    *,
    parent: Category | None = None,
    line: Line | None = None,
    developer: Person | None = None,
    work_type: str = "",
    by: Person,
) -> Category:
    """One more reason why people write."""
    rights.require(by, rights.MANAGE_TICKETS)
    _refuse_depth(parent, levels=1)
    order = ordering.last(Category.objects.filter(parent=parent))
    known = {"line": line, "developer": developer, "work_type": work_type}
    category = Category.objects.create(name=name, parent=parent, order=order, **known)
    audit.changed("category.added", by=by, noun=category, after=_category(category))
    return category


@verb
def change_category(
    category: Category,
    name: Mapping[str, str],
    *,
    parent: Category | None,
    line: Line | None,
    developer: Person | None,
    work_type: str = "",
    by: Person,
) -> None:
    """Rename it, put it under another one, say which line and developer it is for, and what kind of work it is."""
    rights.require(by, rights.MANAGE_TICKETS)
    before, was = _category(category), category.parent_id
    if parent is not None and parent.path.startswith(category.path):
        raise Refused("category.circle", _("A category cannot be a part of itself."), name="parent")
    if was != (parent.pk if parent else None):
        _refuse_depth(parent, levels=_levels(category))
        category.order = ordering.last(Category.objects.filter(parent=parent))
    category.name, category.parent, category.line, category.developer = Translated.of(name), parent, line, developer
    category.work_type = work_type
    category.save()
    _tell("category.changed", by, category, before, _category(category))


@verb
def move_category(category: Category, *, up: bool, by: Person) -> None:
    """Let it change places with its neighbour under the same parent."""
    rights.require(by, rights.MANAGE_TICKETS)
    was = category.order
    if ordering.move(category, Category.objects.filter(parent=category.parent_id), up=up):
        category.refresh_from_db()
        _tell("category.changed", by, category, {"order": was}, {"order": category.order})


@verb
def use_category(category: Category, *, is_active: bool, by: Person) -> None:
    """Take it with all its parts out of use, or it alone back; requests that have it keep it."""
    rights.require(by, rights.MANAGE_TICKETS)
    if is_active and category.parent is not None and not category.parent.is_active:
        raise Refused("category.parent", _("Take the category that it is a part of into use first."))
    before = _category(category)
    below = Category.objects.filter(path__startswith=category.path) if not is_active else Category.objects.none()
    below.update(is_active=False)
    category.is_active = is_active
    category.save(update_fields=["is_active"])
    _tell("category.changed", by, category, before, _category(category))


@verb
def rename_tag(tag: Tag, name: str, *, by: Person) -> None:
    """Write it otherwise; a name that another tag has is a reason to merge the two."""
    rights.require(by, rights.MANAGE_TICKETS)
    name = " ".join(clean(name).split())[:60]
    if not name:
        raise Refused("tag.empty", _("A tag needs a name."), name="name")
    if Tag.objects.filter(normalised=normalised_tag(name)).exclude(pk=tag.pk).exists():
        raise Refused("tag.taken", _("There is such a tag already. Merge the two instead."), name="name")
    before, tag.name, tag.normalised = _tag(tag), name, normalised_tag(name)
    tag.save(update_fields=["name", "normalised"])
    _tell("tag.changed", by, tag, before, _tag(tag))


@verb
def merge_tags(tag: Tag, *, into: Tag, by: Person) -> None:
    """Let every request that has `tag` have `into`; whoever types the old word gets the new one."""
    rights.require(by, rights.MANAGE_TICKETS)
    tags = {one.pk: one for one in Tag.objects.select_for_update().filter(pk__in=(tag.pk, into.pk)).order_by("pk")}
    tag, into = tags[tag.pk], tags[into.pk]
    if tag.pk == into.pk or tag.merged_into_id or into.merged_into_id:
        raise Refused("tag.merged", _("These two are one tag already."))
    had = TicketTag.objects.filter(tag=into).values("ticket")
    TicketTag.objects.filter(tag=tag).exclude(ticket__in=had).update(tag=into)
    tag.ticket_tags.all().delete()
    Tag.objects.filter(merged_into=tag).update(merged_into=into)
    viewing.rename_reference("tag", tag.pk, into.pk)
    before = _tag(tag)
    tag.merged_into, tag.is_active = into, False
    tag.save(update_fields=["merged_into", "is_active"])
    _tell("tag.changed", by, tag, before, _tag(tag) | {"into": into.name})


@verb
def use_tag(tag: Tag, *, is_active: bool, by: Person) -> None:
    """Stop offering it, or offer it again; requests that have it keep it."""
    rights.require(by, rights.MANAGE_TICKETS)
    if tag.merged_into_id:
        raise Refused("tag.merged", _("This tag was joined to another one."))
    before, tag.is_active = _tag(tag), is_active
    tag.save(update_fields=["is_active"])
    _tell("tag.changed", by, tag, before, _tag(tag))


@verb
def retire_line(line: Line, *, by: Person) -> None:
    """Take the line out of use; while open requests are on it, nobody would see them."""
    rights.require(by, rights.MANAGE_TICKETS)
    if Ticket.objects.open().filter(line=line).exists():
        raise Refused("line.busy", _("Open requests are on this line. Pass them on first."))
    arranging.use_line(line, is_active=False, by=by)


def _tell(code: str, by: Person, row: Any, before: dict[str, Any], after: dict[str, Any]) -> None:
    audit.changed(code, by=by, noun=row, before=before, after=after)
    live.touch("desk", to=["staff"])


def _colour(colour: str) -> str:
    if colour and not (colour.isdecimal() and int(colour) < HUES):
        raise Refused("status.colour", _("There is no such colour."), name="colour")
    return colour


def _levels(category: Category) -> int:
    """How many levels the category and its parts take."""
    own = category.path.count("/")
    paths = Category.objects.filter(path__startswith=category.path).values_list("path", flat=True)
    return max(path.count("/") for path in paths) - own + 1


def _refuse_depth(parent: Category | None, *, levels: int) -> None:
    above = parent.path.count("/") - 1 if parent else 0
    if above + levels > DEEPEST:
        said = _("Categories go at most %(deepest)d levels deep.") % {"deepest": DEEPEST}
        raise Refused("category.deep", said, name="parent")


def _status(status: Status) -> dict[str, Any]:
    names = {"name": dict(status.name), "customer_name": dict(status.customer_name)}
    flags = {"is_default": status.is_default, "is_active": status.is_active}
    return {**names, "kind": status.kind, "colour": status.colour, **flags}


def _category(category: Category) -> dict[str, Any]:
    return {
        "name": dict(category.name),
        "parent": str(category.parent.name) if category.parent else None,
        "line": str(category.line.name) if category.line else None,
        "developer": category.developer.name if category.developer else None,
        "work_type": category.work_type,
        "is_active": category.is_active,
    }


def _tag(tag: Tag) -> dict[str, Any]:
    return {"name": tag.name, "is_active": tag.is_active}
