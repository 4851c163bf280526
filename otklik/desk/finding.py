"""What Ctrl K finds: requests, customers, articles, ready answers, lists and commands, a few of each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, IntegerField, Q, Value, When
from django.urls import is_valid_path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from markupsafe import Markup, escape

from otklik.desk import customers, lists
from otklik.kernel import conditions
from otklik.kernel.conditions import Op, Term
from otklik.kernel.patience import TooSlow, patience
from otklik.kernel.text import clean_line
from otklik.kernel.translated import Translated
from otklik.knowledge import learning, picking
from otklik.knowledge.searching_articles import answers
from otklik.people import rights
from otklik.people.finding import SHORTEST_PART, looked_for, with_part
from otklik.people.models import Person
from otklik.tickets import viewing
from otklik.tickets.fields import LONGEST_NUMBER, TICKETS
from otklik.tickets.kinds import Kind
from otklik.tickets.models import Ticket
from otklik.ui.formats import Words

MOST, MOST_KNOWN = 6, 3
WEIGHED, MOST_ASKING, PATIENCE_MS = 200, 20, 1000
"""Requests of each sort that are put in order, people whose requests they are, and how long that may take."""
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to open or to do; `presses` is the key whose button it presses on this page."""

    text: str | Markup
    href: str = ""
    hint: str = ""
    key: str = ""
    glyph: str = ""
    whose: str | None = None
    number: str = ""
    presses: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Options of one sort; `is_offer` when they were not found but lead on."""

    title: str
    options: tuple[Option, ...]
    is_offer: bool = False


def found(typed: str, person: Person) -> list[Group]:
    """Groups of options; `>` asks for commands only, `#` for a number, `@` for a customer."""
    typed = clean_line(typed)[:LONGEST]
    sign, text = (typed[0], typed[1:].strip()) if typed[:1] in (">", "#", "@") else ("", typed)
    is_meant = sign == "" and len(text) >= SHORTEST_PART
    groups = [
        Group(pgettext("palette", "Requests"), tuple(_requests(text, person)) if text and sign in ("", "#") else ()),
        Group(pgettext("palette", "Customers"), tuple(_customers(text, person)) if text and sign in ("", "@") else ()),
        Group(pgettext("palette", "Articles"), tuple(_articles(text, person)) if is_meant else ()),
        Group(pgettext("palette", "Lessons"), tuple(_lessons(text, person)) if is_meant else ()),
        Group(pgettext("palette", "Ready answers"), tuple(_ready(text, person)) if is_meant else ()),
        Group(pgettext("palette", "Commands"), tuple(_commands(text, person)) if sign in ("", ">") else ()),
        Group(pgettext("palette", "Lists"), tuple(_lists(text, person)) if sign in ("", ">") else ()),
        Group(pgettext("palette", "Search"), tuple(_everywhere(text)) if text and sign == "" else (), True),
    ]
    return [group for group in groups if group.options]


def marked(text: str, part: str) -> Markup:
    """The text with each occurrence of `part` marked, whatever the case."""
    if not part:
        return escape(text)
    pieces = re.split(f"({re.escape(part)})", text, flags=re.IGNORECASE)
    return Markup("").join(
        Markup("<mark>{}</mark>").format(piece) if place % 2 else escape(piece) for place, piece in enumerate(pieces)
    )


def _requests(text: str, person: Person) -> list[Option]:
    rows = Ticket.objects.visible_to(person)
    is_it = Q(number=int(text)) if text.isdecimal() and len(text) < LONGEST_NUMBER else Q(pk__in=[])
    still_open = When(~Q(kind=Kind.CLOSED), then=Value(1))
    rank = Case(When(is_it, then=Value(0)), still_open, default=Value(2), output_field=IntegerField())
    newest = [rows.filter(some).order_by("-pk").values("pk")[:WEIGHED] for some in _meant(text)]
    found = rows.filter(Q(pk__in=newest[0].union(*newest[1:])) | is_it).order_by(rank, "-changed_at", "-id")
    columns = ("number", "subject", "turn", "kind", "status__name", "closed_at")
    with suppress(TooSlow), patience(PATIENCE_MS):
        words, base = Words(person), reverse("desk:start")
        return [_request(row, text, words, base) for row in found.values_list(*columns)[:MOST]]
    return []


def _meant(text: str) -> tuple[Q, Q]:
    """By its subject, or by who asked."""
    return with_part("subject", text), Q(customer__in=looked_for(text, MOST_ASKING))


def _request(row: tuple[Any, ...], text: str, words: Words, base: str) -> Option:
    number, subject, turn, kind, state, closed_at = row
    hint = str(Translated(state))
    if kind == Kind.CLOSED and closed_at:
        hint = _("Closed %(day)s") % {"day": words.short(closed_at)}
    return Option(marked(subject, text), f"{base}tickets/{number}/", hint, whose=turn, number=str(number))


def _articles(text: str, person: Person) -> Iterable[Option]:
    for one in answers(text, person, person.language, most=MOST_KNOWN):
        address = reverse("portal:article", kwargs={"lang": one.language, "slug": one.slug})
        hint = "" if one.language == person.language else one.language.upper()
        yield Option(marked(one.title, text), address, hint, glyph="book-open")


def _lessons(text: str, person: Person) -> Iterable[Option]:
    for one in learning.found(text, person, person.language, MOST_KNOWN):
        address = reverse("portal:lesson", kwargs={"lang": person.language, "code": one.code})
        yield Option(marked(one.name, text), address, glyph="list-checks")


def _ready(text: str, person: Person) -> Iterable[Option]:
    for one in picking.named(text, to=person, language=person.language, most=MOST_KNOWN):
        yield Option(
            marked(one.answer.title, text), reverse("manage:answer", args=[one.answer.pk]), glyph="message-square-text"
        )


def _everywhere(text: str) -> Iterable[Option]:
    """The page that also looks into what was said, into notes and articles."""
    address = f"{reverse('desk:search')}?{urlencode({'q': text})}"
    yield Option(_("Search everywhere: %(text)s") % {"text": text}, address, glyph="search")


def _customers(text: str, person: Person) -> Iterable[Option]:
    all_requests = reverse("desk:list", args=["all"])
    for one in customers.found(text, person)[:MOST]:
        asked = conditions.write(Term("from", Op.HAS, (one.address or one.name,)), TICKETS, viewing.context(person))
        yield Option(
            marked(one.name, text),
            f"{all_requests}?{urlencode({'q': asked})}",
            one.address or one.company,
            glyph="user-round",
        )


def _lists(text: str, person: Person) -> Iterable[Option]:
    every = [*lists.in_rail(person), *lists.saved(person)]
    everything = lists.named("all", person)
    for one in [*every, *([everything] if everything else [])]:
        if text.casefold() in one.title.casefold():
            keys = " ".join(key.removeprefix("Key").removeprefix("Digit") for key in one.keys.split())
            yield Option(marked(one.title, text), one.url, key=keys, glyph=one.icon, whose=one.whose or None)


def _commands(text: str, person: Person) -> Iterable[Option]:
    for option in _known_commands(person):
        if text.casefold() in str(option.text).casefold():
            yield Option(
                marked(str(option.text), text), option.href, "", option.key, option.glyph, presses=option.presses
            )


def _known_commands(person: Person) -> Iterable[Option]:
    if person.may(rights.ACCEPT):
        yield Option(_("Accept the request"), key="A", glyph="hand", presses="KeyA")
    if person.may(rights.MOVE):
        yield Option(_("Pass the request on…"), key="T", glyph="arrow-left-right", presses="KeyT")
        yield Option(_("Pass the request to a lead, no questions asked"), key="U", glyph="shield", presses="KeyU")
        yield Option(_("Postpone the request…"), key="H", glyph="alarm-clock", presses="KeyH")
    if person.may(rights.MERGE):
        yield Option(pgettext("menu", "The same problem as…"), key="P", glyph="waypoints", presses="KeyP")
    if person.may(rights.CREATE):
        yield Option(_("Open a request for a customer"), reverse("desk:new"), key="C", glyph="plus")
    yield Option(pgettext("menu", "All keys"), key="?", glyph="keyboard", presses="Shift+Slash")
    yield Option(pgettext("page", "Search"), reverse("desk:search"), glyph="search")
    yield Option(pgettext("room", "Problems"), reverse("desk:problems"), glyph="waypoints")
    yield Option(pgettext("menu", "Your reminders"), reverse("desk:reminders"), glyph="alarm-clock")
    yield Option(pgettext("of a person", "Notices"), reverse("desk:notices"), glyph="bell")
    yield Option(pgettext("menu", "Your settings"), reverse("manage:me"), glyph="user-round-cog")
    if person.may(rights.MANAGE) and is_valid_path("/manage/"):
        yield Option(pgettext("room", "Settings"), "/manage/", glyph="sliders-horizontal")
