"""Where the translator is (F17). It is off until an administrator switches it on: words leave this server to it."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.kernel.settings import Flag, Link, Secret, declare

IS_ON = declare(
    Flag(
        "translation.is_on",
        _("Translate by this server"),
        default=False,
        hint=_("Texts that somebody asks to translate leave for it. Secrets are hidden first."),
    )
)
URL = declare(
    Link(
        "translation.url",
        _("Address of the server"),
        default="",
        hint=_("Any that speaks LibreTranslate’s language, for example https://translate.company.example"),
        longest=300,
    )
)
KEY = declare(
    Secret("translation.key", pgettext_lazy("of a server", "Key"), default="", hint=_("If the server wants one."))
)
