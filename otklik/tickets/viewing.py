"""Saved views (*подборки*): a condition with a name, one's own or everybody's (F15)."""

from __future__ import annotations

import json
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from otklik.kernel import conditions, events
from otklik.kernel.conditions import Context, Node
from otklik.kernel.text import clean_line
from otklik.kernel.verbs import Forbidden, Refused, verb
from otklik.people import rights
from otklik.people.models import Person
from otklik.tickets.fields import TICKETS
from otklik.tickets.models import SavedView

LONGEST_NAME = 80
MOST = 50
"""Views of one person: each is counted at every look at the desk."""


def context(person: Person) -> Context:
    """Who asks, in their language and zone."""
    return Context(person=person, zone=ZoneInfo(person.time_zone), language=person.language)


def node_of(view: SavedView) -> Node:
    """The condition of a view. Raises BadCondition when it asks for what is no longer known."""
    return conditions.from_json(json.loads(view.condition or '{"all": []}'), TICKETS)


def text_of(view: SavedView, reader: Person) -> str:
    """The condition as its reader would type it."""
    return conditions.write(node_of(view), TICKETS, context(reader))


@verb
def keep(name: str, condition: str, *, by: Person, shared: bool = False) -> SavedView:
    """Keep a list under a name. Raises BadCondition, or Refused when there are too many or it has no name."""
    rights.require(by, rights.DESK)
    if SavedView.objects.filter(owner=by).count() >= MOST:
        raise Refused("view.many", _("At most %(most)s views: remove one first.") % {"most": MOST})
    view = SavedView(owner=by)
    _fill(view, name, condition, shared, by)
    events.record("view.saved", by=by, noun=view, shared=shared)
    return view


@verb
def change(view: SavedView, name: str, condition: str, *, by: Person, shared: bool = False) -> None:
    """Give one's own view another name, condition or readers."""
    _own(view, by)
    _fill(view, name, condition, shared, by)
    events.record("view.changed", by=by, noun=view, shared=shared)


@verb
def remove(view: SavedView, *, by: Person) -> None:
    """Forget a view: one's own, or a shared one with the right to share."""
    if not (view.is_shared and by.may(rights.SHARE_VIEWS)):
        _own(view, by)
    events.record("view.removed", by=by, noun=view)
    view.delete()


def _own(view: SavedView, by: Person) -> None:
    if view.owner_id != by.pk:
        raise Forbidden("view.own", _("Only its owner changes a view."))


def _fill(view: SavedView, name: str, condition: str, shared: bool, by: Person) -> None:
    name = clean_line(name)[:LONGEST_NAME]
    if not name:
        raise Refused("view.name", _("Give the view a name."))
    if shared and not view.is_shared:
        rights.require(by, rights.SHARE_VIEWS)
    tree = conditions.read(condition, TICKETS, context(by))
    view.name, view.is_shared = name, shared
    view.condition = json.dumps(conditions.to_json(tree))
    view.save()


def rename_reference(field: str, was: int, now: int) -> None:
    """Let every view that asks of a row by its id ask of another; inside the verb that joined the two."""
    for view in SavedView.objects.select_for_update().filter(condition__contains=f'"{field}"').order_by("pk"):
        before = json.loads(view.condition)
        after = _renamed(before, field, was, now)
        if after != before:
            view.condition = json.dumps(after, ensure_ascii=False)
            view.save(update_fields=["condition"])


def _renamed(node: Any, field: str, was: int, now: int) -> Any:
    match node:
        case {"field": name, "values": values}:
            ids = [now if value == was else value for value in values] if name == field else values
            return {**node, "values": list(dict.fromkeys(ids))}
        case {"not": part}:
            return {"not": _renamed(part, field, was, now)}
    return {how: [_renamed(part, field, was, now) for part in parts] for how, parts in node.items()}
