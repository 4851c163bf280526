"""What leads may set: each rule, own phrases, names of internal systems (F17)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.kernel.settings import Choice, Text, declare
from otklik.kernel.verbs import Refused
from otklik.style.catalogue import MODES, TITLES
from otklik.style.lists import read

LONGEST = 10_000


class Phrases(Text):
    """Phrases, one a line, each with what may stand instead."""

    def check(self, value: Any) -> str:
        """Every line must be a phrase of plain words."""
        text = super().check(value)
        try:
            read(text)
        except Refused as refused:
            raise self.refusal(_("This line is no phrase of plain words: %(line)s") % {"line": refused.said}) from None
        return text


RULES = {rule: declare(Choice(f"style.{rule}", title, default="hint", choices=MODES)) for rule, title in TITLES.items()}
"""By rule: off, hint, or block."""

_HINT = _("One a line: “phrase” or “phrase => instead”. * is any ending: “problem*”.")
OWN = {
    "ru": declare(
        Phrases("style.own_ru", pgettext_lazy("phrases in", "In Russian"), default="", hint=_HINT, longest=LONGEST)
    ),
    "uk": declare(
        Phrases("style.own_uk", pgettext_lazy("phrases in", "In Ukrainian"), default="", hint=_HINT, longest=LONGEST)
    ),
    "en": declare(
        Phrases("style.own_en", pgettext_lazy("phrases in", "In English"), default="", hint=_HINT, longest=LONGEST)
    ),
}
SYSTEMS = declare(
    Text(
        "style.systems",
        _("Names of internal systems"),
        default="",
        hint=_("One a line. Customers do not know them."),
        longest=LONGEST,
    )
)
