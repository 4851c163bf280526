"""What stands around every page of the desk: the pulse, the rail, the person's own menu."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import is_valid_path, reverse
from django.utils.translation import pgettext

from otklik.desk import counting, lists
from otklik.desk.counting import Figures
from otklik.desk.lists import List
from otklik.desk.offers import Held, held_out
from otklik.desk.overload import Mode, mode
from otklik.desk.pulse import Pulse, pulse
from otklik.desk.reminded import Due, came
from otklik.desk.shift import Switch, switch
from otklik.kernel.translated import Translated
from otklik.people import rights
from otklik.people.models import Person
from otklik.routing import staff
from otklik.ui.shapes import Choice, Face, face


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the rail."""

    text: str
    url: str
    icon: str = ""
    whose: str = ""
    count: str = ""
    is_hot: bool = False
    is_here: bool = False
    keys: str = ""


@dataclass(frozen=True, slots=True)
class Rail:
    """Rooms, lists, and the person's own views; `refresh` when the counts may be a second old."""

    rooms: list[Item]
    lists: list[Item]
    views: list[Item]
    here: str
    refresh: bool


@dataclass(frozen=True, slots=True)
class Shell:
    """Everything around the main part."""

    rail: Rail
    pulse: Pulse
    shift: Switch
    me: Face
    role: str
    languages: list[Choice]
    unread: str
    due: list[Due]
    may_create: bool
    offers: list[Held]
    overload: Mode


def page(request: HttpRequest, template: str, *, here: str = "", status: int = 200, **values: Any) -> HttpResponse:
    """A whole page of the desk; `here` is the key of the list that it belongs to."""
    person: Person = request.user  # type: ignore[assignment]  # let in by at_desk
    return render(
        request, template, {**values, "shell": around(person, here), "person": person, "beside": False}, status=status
    )


def around(person: Person, here: str = "", *, anew: bool = False) -> Shell:
    """The shell for a person."""
    shown = [*lists.in_rail(person), *lists.saved(person)]
    figures = counting.figures(person, shown, anew=anew)
    duties = staff.on_shift()
    return Shell(
        rail=rail(person, shown, figures, here),
        pulse=pulse(person, figures, duties),
        shift=switch(person, duties),
        me=face(person),
        role=str(Translated(person.role.name)) if person.role else "",
        languages=[Choice(code, name, code == person.language) for code, name in settings.LANGUAGES],
        unread=counting.shown(figures.unread) if figures.unread else "",
        due=came(person) if figures.due else [],
        may_create=person.may(rights.CREATE),
        offers=held_out(person) if any(one.person_id == person.pk for one in duties) else [],
        overload=mode(person, figures),
    )


def rail(person: Person, shown: Iterable[List], figures: Figures, here: str) -> Rail:
    """The rail: a list that only matters when it holds something is left out while it is empty."""
    items = [(one, _item(one, figures, here)) for one in shown]
    kept = [(one, item) for one, item in items if figures.sizes[one.key] or item.is_here or not one.is_rare]
    return Rail(
        rooms=_rooms(person, figures, here),
        lists=[item for one, item in kept if one.view is None],
        views=[item for one, item in kept if one.view is not None],
        here=here,
        refresh=figures.is_cached,
    )


def _item(one: List, figures: Figures, here: str) -> Item:
    size = figures.sizes[one.key]
    return Item(
        text=one.title,
        url=one.url,
        icon=one.icon,
        whose=one.whose,
        count=counting.shown(size) if size else "",
        is_hot=one.is_hot and size > 0,
        is_here=one.key == here,
        keys=one.keys,
    )


def _count(number: int) -> str:
    return counting.shown(number) if number else ""


def _rooms(person: Person, figures: Figures, here: str = "") -> list[Item]:
    rooms = []
    if person.may(rights.SEE_ALL):
        rooms.append(
            Item(pgettext("room", "Problems"), reverse("desk:problems"), "waypoints", is_here=here == "problems")
        )
    if person.may(rights.SEE_ALL):
        rooms.append(Item(pgettext("room", "Wishes"), reverse("desk:wishes"), "lightbulb", is_here=here == "wishes"))
    if person.may(rights.DECIDE_CONDUCT):
        title = pgettext("room", "Difficult customers")
        rooms.append(Item(title, reverse("desk:conduct"), "shield", is_here=here == "conduct"))
    if person.may(rights.ASSIGN_OTHERS):
        rooms.append(
            Item(pgettext("room", "Time and money"), reverse("desk:accounts"), "file-text", is_here=here == "accounts")
        )
        rooms.append(
            Item(pgettext("room", "Shift console"), reverse("desk:console"), "users-round", is_here=here == "console")
        )
    if person.may(rights.ACCEPT) or person.may(rights.ASSIGN_OTHERS):
        for key, title, glyph, count in (
            ("violations", pgettext("room", "Violations"), "flag", figures.objections),
            ("norms", pgettext("room", "My norms"), "timer", figures.norms),
        ):
            rooms.append(Item(title, reverse(f"desk:{key}"), glyph, "", _count(count), is_here=here == key))
        rooms.append(Item(pgettext("room", "Feed"), reverse("desk:feed"), "history", is_here=here == "feed"))
    if person.may(rights.SEE_ALL) or person.may(rights.SEE_DEVELOPMENT):
        rooms.append(Item(pgettext("room", "Bug day"), reverse("desk:bugs"), "bug", is_here=here == "bugs"))
    if person.may(rights.MANAGE) and is_valid_path("/manage/"):
        rooms.append(Item(pgettext("room", "Settings"), "/manage/", "sliders-horizontal"))
    return rooms
