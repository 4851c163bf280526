"""Every rule in words: what it is called, why it speaks (E3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TITLES: dict[str, StrOrPromise] = {
    "empty": _("Nothing but a greeting or a signature"),
    "gaps": _("Gaps of a ready answer"),
    "internal": _("Internal words, systems, notes, secrets"),
    "attachment": _("A forgotten file"),
    "language": _("Another language than the customer’s"),
    "unanswered": _("A question without an answer"),
    "name": _("The customer’s name"),
    "address": _("Formal and familiar address"),
    "tone": _("Agreed tone"),
    "promise": _("A promise without a time"),
    "own": _("Own phrases"),
    "unfriendly": _("Unfriendly words"),
    "bureaucratic": _("Words of papers"),
    "capitals": _("Capitals and exclamation marks"),
}
"""The rules in the order in which they are looked at."""

WHY: dict[str, StrOrPromise] = {
    "empty": _("There is only a greeting or a signature."),
    "gaps": _("This was to be filled in."),
    "internal": _("Only we among ourselves say so, not to customers."),
    "internal.secret": _("This looks like a secret: ask for it and pass it by a protected field."),
    "internal.system": _("Customers do not know this system."),
    "internal.note": _("These words stand in an internal note."),
    "attachment": _("You speak of a file, and none is attached."),
    "language.ru": _("The reply is in Russian, the customer writes in another language."),
    "language.uk": _("The reply is in Ukrainian, the customer writes in another language."),
    "language.en": _("The reply is in English, the customer writes in another language."),
    "unanswered": _("The customer asked about this; the reply does not say a word of it."),
    "name.wrong": _("The customer is called otherwise: %(about)s."),
    "name.missing": _("In the first reply the customer is called by name: %(about)s."),
    "address.small": _("To one person: with a capital."),
    "address.familiar": _("It was not agreed to be on familiar terms."),
    "address.formal": _("It was agreed to be on familiar terms."),
    "address.mixed": _("Familiar and formal address in one letter."),
    "tone.polite": _("Slang: this customer is spoken to politely."),
    "tone.official": _("Too familiar: this customer is spoken to officially."),
    "tone.informal": _("Too stiff: this customer is spoken to informally."),
    "promise": _("Until when? Say a day or an hour."),
    "own": _("This company says it otherwise."),
    "unfriendly": _("It may hurt: it blames, orders or refuses."),
    "bureaucratic": _("It can be said more simply."),
    "capitals.words": _("Capitals read as a shout."),
    "capitals.marks": _("One mark is enough."),
}

MODES: dict[str, StrOrPromise] = {
    "off": pgettext_lazy("rule of style", "off"),
    "hint": pgettext_lazy("rule of style", "hint"),
    "block": pgettext_lazy("rule of style", "do not send"),
}
