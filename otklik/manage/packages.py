"""Packages whose settings can be changed: what their pages are called, who may change them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import pgettext_lazy

from otklik.people import rights

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

OPTIONS: dict[str, tuple[StrOrPromise, str, str]] = {
    "tickets": (pgettext_lazy("settings", "Rules of requests"), rights.MANAGE_TICKETS, "requests"),
    "clocks": (pgettext_lazy("settings", "Limits of waiting"), rights.MANAGE_TICKETS, "requests"),
    "notices": (pgettext_lazy("settings", "Alerts"), rights.MANAGE_TICKETS, "requests"),
    "routing": (pgettext_lazy("settings", "Shifts"), rights.MANAGE_TICKETS, "requests"),
    "development": (pgettext_lazy("settings", "Bug day"), rights.MANAGE_TICKETS, "requests"),
    "cards": (pgettext_lazy("settings", "Confirmed identity"), rights.MANAGE_COMPANY, "order"),
    "knowledge": (pgettext_lazy("settings", "Rules of knowledge"), rights.MANAGE_TICKETS, "knowledge"),
    "assistant": (pgettext_lazy("settings", "Assistant"), rights.MANAGE_COMPANY, "knowledge"),
    "problems": (pgettext_lazy("settings", "Common problems"), rights.MANAGE_TICKETS, "requests"),
    "channels": (pgettext_lazy("settings", "Rules of channels"), rights.MANAGE_CHANNELS, "channels"),
}
"""Packages whose settings have a name of their own, the right to change them, and their group."""


OWN_PAGES = ("people", "style", "translation")
"""Packages whose settings stand on a page of their own."""


def title_of(package: str) -> str:
    """What the settings of a package are called."""
    return str(OPTIONS[package][0]) if package in OPTIONS else package


def right_for(package: str) -> str:
    """Who may change the settings of a package."""
    return OPTIONS[package][1] if package in OPTIONS else rights.MANAGE_COMPANY
