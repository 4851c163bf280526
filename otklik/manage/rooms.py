"""Which rooms the settings have, and who may enter each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.people import rights
from otklik.people.models import Person

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Room:
    """A line of the rail: `key` is what a page names as its own, `url` the name of its address, `right` opens it."""

    key: str
    title: StrOrPromise
    icon: str
    right: str
    url: str
    about: StrOrPromise
    args: tuple[str, ...] = ()


ROOMS: dict[StrOrPromise, list[Room]] = {
    pgettext_lazy("settings", "People"): [
        Room(
            "customers",
            pgettext_lazy("settings", "Customers"),
            "user-round",
            rights.EDIT_PEOPLE,
            "manage:customers",
            about=_("Records, addresses, access; the same person twice."),
        ),
        Room(
            "companies",
            pgettext_lazy("settings", "Companies"),
            "building-2",
            rights.EDIT_PEOPLE,
            "manage:companies",
            about=_("Mail domains, people and their roles."),
        ),
        Room(
            "staff",
            pgettext_lazy("settings", "Staff"),
            "users-round",
            rights.MANAGE,
            "manage:staff",
            about=_("Who works here, on which lines."),
        ),
        Room(
            "roles",
            pgettext_lazy("settings", "Roles"),
            "shield",
            rights.MANAGE_PEOPLE,
            "manage:roles",
            about=_("Who may do what."),
        ),
    ],
    pgettext_lazy("settings", "Mine"): [
        Room(
            "me",
            pgettext_lazy("settings", "My profile"),
            "user-round-cog",
            rights.DESK,
            "manage:me",
            about=_("Name, language, signature, keys, notices."),
        ),
    ],
}
"""Groups of rooms in their order."""


def open_to(person: Person) -> Iterator[tuple[StrOrPromise, list[Room]]]:
    """The rooms that the person may enter, by group."""
    for title, rooms in ROOMS.items():
        allowed = [room for room in rooms if person.may(room.right)]
        if allowed:
            yield title, allowed
