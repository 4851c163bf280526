"""Who we are to our customers: the company's name, hours, phone and links (M2)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.kernel.settings import Choice, Text, Words, declare
from otklik.kernel.translated import Translated

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
SITE = declare(Text("people.company_site", pgettext_lazy("person", "Site"), default="", longest=200))
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
    Text(
        "people.company_time_zone",
        _("Time zone"),
        default="Europe/Moscow",
        longest=50,
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
CARD_LINKS = declare(
    Text(
        "people.card_links",
        _("Links of the customer card"),
        default="",
        longest=4000,
        hint=_("One a line: name, a space, an address with {email} or {id} in it."),
    )
)


def logo_address() -> str:
    """Where pages find the logo; empty without one. The hash in it lets browsers keep it for ever."""
    return f"/logo/{LOGO.value}" if LOGO.value else ""
