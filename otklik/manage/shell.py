"""What stands around every page of the settings: the rooms, the bell, the person's own menu."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from otklik.kernel.audit import AuditEntry
from otklik.kernel.translated import Translated
from otklik.manage import rooms
from otklik.notices import telling
from otklik.people import rights
from otklik.people.models import Person
from otklik.ui import answering
from otklik.ui.formats import Stamp, Words
from otklik.ui.shapes import Choice, Face, face

PLAIN: dict[str, Any] = {"lead": "", "button": "", "once": "", "posts": []}
"""What `manage/edit.html` shows unless a page says otherwise."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the rail."""

    text: str
    url: str
    icon: str
    is_here: bool
    about: str = ""


@dataclass(frozen=True, slots=True)
class Shell:
    """Everything around the main part."""

    groups: list[tuple[str, list[Item]]]
    me: Face
    role: str
    languages: list[Choice]
    unread: str


@dataclass(frozen=True, slots=True)
class LastChange:
    """Who changed what the page shows, when, and where the rest of its history is."""

    who: str
    at: Stamp
    url: str


def page(
    request: HttpRequest,
    template: str,
    values: Mapping[str, Any],
    *,
    here: str = "",
    history: tuple[str, object] | None = None,
    piece: str = "",
    status: int = 200,
) -> HttpResponse:
    """A whole page of the settings; `here` is the key of its room, `history` the noun and perhaps the id that it is
    about. To htmx it is the template `piece`, if there is one. A form with errors makes it 422.
    """
    if piece and answering.is_fragment(request):
        return render(request, piece, dict(values))
    person: Person = request.user  # type: ignore[assignment]  # let in by room
    form = values.get("form")
    status = 422 if status == 200 and form is not None and form.is_bound and form.errors else status
    around = {
        "shell": _around(person, here),
        "person": person,
        "beside": False,
        "last_change": _last_change(person, history),
    }
    return render(request, template, {**values, **around}, status=status)


def bell(request: HttpRequest) -> HttpResponse:
    """The bell alone, fetched anew when somebody was told of something."""
    person: Person = request.user  # type: ignore[assignment]  # let in by room
    shown = {"shell": {"unread": telling.unread_shown(person)}, "beside": False}
    return render(request, "ui/_bell.html", shown)


def _around(person: Person, here: str) -> Shell:
    groups = [(str(title), [_item(room, here) for room in allowed]) for title, allowed in rooms.open_to(person)]
    return Shell(
        groups=groups,
        me=face(person),
        role=str(Translated(person.role.name)) if person.role else "",
        languages=[Choice(code, name, code == person.language) for code, name in settings.LANGUAGES],
        unread=telling.unread_shown(person),
    )


def _item(room: rooms.Room, here: str) -> Item:
    return Item(str(room.title), reverse(room.url, args=room.args), room.icon, room.key == here, str(room.about))


def _last_change(person: Person, history: tuple[str, object] | None) -> LastChange | None:
    if history is None or not person.may(rights.SEE_AUDIT):
        return None
    noun, noun_id = history
    known = AuditEntry.objects.filter(noun=noun, **({"noun_id": str(noun_id)} if noun_id else {}))
    entry = known.order_by("-id").first()
    if entry is None:
        return None
    who = Person.objects.visible_to(person).filter(pk=entry.actor_id or 0).values_list("name", flat=True).first()
    url = f"{reverse('manage:audit')}?noun={noun}" + (f"&id={noun_id}" if noun_id else "")
    return LastChange(who or "", Words(person).stamp(entry.at), url)
