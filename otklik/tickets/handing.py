"""What a hand-over says, so that nobody asks the customer twice (R13)."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from otklik.kernel.verbs import Refused


def brief(*, known: str, tried: str, asks: str) -> str:
    """«Что известно, что пробовали, что просим» as the text of a note; what we ask for is demanded."""
    if not asks.strip():
        raise Refused("handing.asks", _("Write what you ask for."))
    parts = [(pgettext("request", "Known"), known), (pgettext("request", "Tried"), tried), (_("We ask"), asks)]
    return "\n".join(f"**{title}:** {text.strip()}" for title, text in parts if text.strip())
