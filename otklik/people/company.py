"""Who we are to our customers: the company's name, hours, phone and links (M2)."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.kernel import files, pictures, settings
from otklik.kernel.settings import Choice, Link, Text, Words, Zone, declare
from otklik.kernel.translated import Translated
from otklik.kernel.verbs import Refused, verb
from otklik.people import rights

if TYPE_CHECKING:
    from otklik.people.models import Person

NAME = declare(
    Words(
        "people.company_name",
        _("Company name"),
        default=Translated({"ru": "Поддержка", "uk": "Підтримка", "en": "Support"}),
    )
)
HOURS = declare(
    Words(
        "people.company_hours",
        _("Opening hours"),
        default=Translated(),
        hint=_("As customers read them at the foot of each page."),
    )
)
PHONE = declare(Text("people.company_phone", pgettext_lazy("person", "Phone"), default="", longest=40))
SITE = declare(Link("people.company_site", pgettext_lazy("person", "Site"), default="", longest=200))
LOGO = declare(
    Text(
        "people.company_logo",
        pgettext_lazy("person", "Logo"),
        default="",
        longest=64,
        hint=_("The hash of a stored image."),
    )
)
TIME_ZONE = declare(
    Zone(
        "people.company_time_zone",
        _("Time zone"),
        default="Europe/Moscow",
        hint=_("Reports count days in it."),
    )
)
LANGUAGE = declare(
    Choice(
        "people.company_language",
        pgettext_lazy("person", "Language"),
        default="ru",
        choices={"ru": "Русский", "uk": "Українська", "en": "English"},
    )
)


LOGO_SIZE = (512, 256)
LOGO_LIMIT = 5 * 2**20
"""Bytes of the picture that may be given; what is kept is smaller."""


@verb
def draw_logo(content: BinaryIO, *, by: Person) -> None:
    """Show this picture as the logo, drawn anew. Raises Refused("logo.picture") when it is none."""
    rights.require(by, rights.MANAGE_COMPANY)
    try:
        picture = pictures.redrawn(io.BytesIO(content.read(LOGO_LIMIT + 1)[:LOGO_LIMIT]), within=LOGO_SIZE)
    except pictures.NoPicture:
        raise Refused("logo.picture", _("This is no PNG, JPEG, GIF or WebP picture of a reasonable size.")) from None
    settings.change(LOGO.name, files.store(picture, "logo.png").sha256, by=by)


@verb
def remove_logo(*, by: Person) -> None:
    """Show the name alone."""
    rights.require(by, rights.MANAGE_COMPANY)
    settings.reset(LOGO.name, by=by)


def logo_address() -> str:
    """Where pages find the logo; empty without one. The hash in it lets browsers keep it for ever."""
    return f"/logo/{LOGO.value}" if LOGO.value else ""
