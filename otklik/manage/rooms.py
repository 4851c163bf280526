"""Which rooms the settings have, and who may enter each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.kernel.settings import SETTINGS
from otklik.manage import packages
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


ROOMS: tuple[tuple[str, StrOrPromise, list[Room]], ...] = (
    (
        "people",
        pgettext_lazy("settings", "People"),
        [
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
    ),
    (
        "requests",
        pgettext_lazy("room", "Requests"),
        [
            Room(
                "statuses",
                pgettext_lazy("settings", "Statuses"),
                "circle-dot",
                rights.MANAGE_TICKETS,
                "manage:statuses",
                about=_("Names, order, colours; what customers read."),
            ),
            Room(
                "categories",
                pgettext_lazy("settings", "Categories"),
                "folder-tree",
                rights.MANAGE_TICKETS,
                "manage:categories",
                about=_("Why people write."),
            ),
            Room(
                "tags",
                pgettext_lazy("settings", "Tags"),
                "tags",
                rights.MANAGE_TICKETS,
                "manage:tags",
                about=_("Words on requests: renamed, merged."),
            ),
            Room(
                "lines",
                pgettext_lazy("settings", "Lines and teams"),
                "headset",
                rights.MANAGE_TICKETS,
                "manage:lines",
                about=_("Who answers, internal departments."),
            ),
            Room(
                "fields",
                pgettext_lazy("settings", "Fields"),
                "list-plus",
                rights.MANAGE_TICKETS,
                "manage:fields",
                about=_("What else you want to know."),
            ),
        ],
    ),
    (
        "knowledge",
        pgettext_lazy("settings", "Knowledge"),
        [
            Room(
                "articles",
                pgettext_lazy("settings", "Articles"),
                "book-open",
                rights.WRITE_ARTICLES,
                "manage:articles",
                about=_("What customers and colleagues read: sections, drafts, opinions."),
            ),
            Room(
                "lessons",
                pgettext_lazy("section", "Lessons"),
                "list-checks",
                rights.WRITE_ARTICLES,
                "manage:lessons",
                about=_("Articles in an order, for customers who begin."),
            ),
            Room(
                "answers",
                pgettext_lazy("settings", "Ready answers"),
                "message-square-text",
                rights.REPLY,
                "manage:answers",
                about=_("Words that are said often, with what follows them."),
            ),
            Room(
                "style",
                pgettext_lazy("settings", "Style of replies"),
                "pencil",
                rights.MANAGE_TICKETS,
                "manage:style",
                about=_("What is looked at before a reply leaves: rules, own phrases, how right they are."),
            ),
            Room(
                "missing",
                pgettext_lazy("settings", "What to write"),
                "lightbulb",
                rights.WRITE_ARTICLES,
                "manage:missing",
                about=_("Searches without a result, requests without an article, hours saved."),
            ),
            Room(
                "likeness",
                pgettext_lazy("settings", "Likeness"),
                "sparkles",
                rights.MANAGE_TICKETS,
                "manage:likeness",
                about=_("How far texts are compared, how right suggestions are."),
            ),
        ],
    ),
    (
        "time",
        pgettext_lazy("settings", "Time"),
        [
            Room(
                "norms",
                pgettext_lazy("settings", "Norms"),
                "timer",
                rights.MANAGE_TICKETS,
                "manage:norms",
                about=_("How long a request may be in our turn."),
            ),
            Room(
                "promises",
                pgettext_lazy("settings", "Promises"),
                "flag",
                rights.MANAGE_TICKETS,
                "manage:promises",
                about=_("How soon customers are answered."),
            ),
            Room(
                "calendars",
                pgettext_lazy("settings", "Calendars"),
                "calendar-days",
                rights.MANAGE_TICKETS,
                "manage:calendars",
                about=_("Working hours, holidays, transferred days."),
            ),
        ],
    ),
    (
        "channels",
        pgettext_lazy("settings", "Channels"),
        [
            Room(
                "mailboxes",
                pgettext_lazy("settings", "Mailboxes"),
                "mail",
                rights.MANAGE_CHANNELS,
                "manage:mailboxes",
                about=_("Where letters come from and leave by."),
            ),
            Room(
                "ledger",
                pgettext_lazy("settings", "Ledger of letters"),
                "list-checks",
                rights.MANAGE_CHANNELS,
                "manage:ledger",
                about=_("What came and left, day by day; it must balance."),
            ),
            Room(
                "letters",
                pgettext_lazy("settings", "Parked letters"),
                "mail-warning",
                rights.MANAGE_CHANNELS,
                "manage:letters",
                about=_("What could not be made a request."),
            ),
            Room(
                "mailrules",
                pgettext_lazy("settings", "Rules of letters"),
                "list-filter",
                rights.MANAGE_CHANNELS,
                "manage:mailrules",
                about=_("Category, tag, line, or to put aside, by what a letter says."),
            ),
            Room(
                "blocked",
                pgettext_lazy("settings", "Blocked senders"),
                "ban",
                rights.MANAGE_CHANNELS,
                "manage:blocked",
                about=_("Addresses and domains whose letters wait."),
            ),
            Room(
                "deliveries",
                pgettext_lazy("settings", "Letters not delivered"),
                "send",
                rights.MANAGE_CHANNELS,
                "manage:deliveries",
                about=_("Replies that did not arrive, and why."),
            ),
        ],
    ),
    (
        "order",
        pgettext_lazy("settings", "Order"),
        [
            Room(
                "company",
                pgettext_lazy("settings", "Company"),
                "house",
                rights.MANAGE_COMPANY,
                "manage:company",
                about=_("Name, logo, hours, phone, zone, language."),
            ),
            Room(
                "card",
                pgettext_lazy("settings", "Customer card"),
                "user-round",
                rights.MANAGE_COMPANY,
                "manage:card",
                about=_("Your own systems beside a request: account, actions, links."),
            ),
            Room(
                "trackers",
                pgettext_lazy("settings", "Development"),
                "code-xml",
                rights.MANAGE_COMPANY,
                "manage:trackers",
                about=_("Trackers of developers: tasks, dates, releases."),
            ),
            Room(
                "translation",
                pgettext_lazy("settings", "Translation"),
                "languages",
                rights.MANAGE_COMPANY,
                "manage:translation",
                about=_("A server that translates messages and replies; off until you name one."),
            ),
            Room(
                "jobs",
                pgettext_lazy("settings", "Failed jobs"),
                "triangle-alert",
                rights.MANAGE_COMPANY,
                "manage:jobs",
                about=_("What the program could not do by itself."),
            ),
            Room(
                "audit",
                pgettext_lazy("settings", "Who changed what"),
                "history",
                rights.SEE_AUDIT,
                "manage:audit",
                about=_("Every change in these rooms, with what was before."),
            ),
        ],
    ),
    (
        "mine",
        pgettext_lazy("settings", "Mine"),
        [
            Room(
                "me",
                pgettext_lazy("settings", "My profile"),
                "user-round-cog",
                rights.DESK,
                "manage:me",
                about=_("Name, language, signature, keys, notices."),
            ),
        ],
    ),
)
"""Groups of rooms in their order."""


def open_to(person: Person) -> Iterator[tuple[StrOrPromise, list[Room]]]:
    """The rooms that the person may enter, by group; settings of packages behind them."""
    for group, title, rooms in ROOMS:
        allowed = [room for room in (*rooms, *_options(group)) if person.may(room.right)]
        if allowed:
            yield title, allowed


def _options(group: str) -> Iterator[Room]:
    """A room for the settings of each package that declares some; the company's have a page of their own."""
    for package in dict.fromkeys(name.partition(".")[0] for name in SETTINGS):
        theirs = packages.OPTIONS[package][2] if package in packages.OPTIONS else "order"
        if package not in packages.OWN_PAGES and theirs == group:
            yield Room(
                f"options-{package}",
                packages.title_of(package),
                "sliders-horizontal",
                packages.right_for(package),
                "manage:options",
                about=_("Everything else that can be set here."),
                args=(package,),
            )
