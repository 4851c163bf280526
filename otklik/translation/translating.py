"""A message, or what somebody writes, in another language (A11). Nothing is sent to a customer by it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from otklik.kernel import clock, sensitive, throttle
from otklik.kernel.inserting import insert_once
from otklik.kernel.remote import Trouble
from otklik.kernel.verbs import Refused
from otklik.people.models import Person
from otklik.tickets.models import Message
from otklik.translation import speaking
from otklik.translation.models import Translation
from otklik.translation.options import IS_ON, KEY, URL
from otklik.translation.speaking import LONGEST, Server

A_MINUTE = 20
"""Texts that one person may have translated in a minute."""
LANGUAGES = dict(settings.LANGUAGES)
_SAFE = re.compile(r"https?://\S*/safe/\S+")

SAID = {
    "off": _("No translator is set up."),
    "empty": _("There is nothing to translate."),
    "long": _("This text is too long for the translator: at most %(most)s characters."),
    "held": _("The translator is busy with other texts. Try again in a moment."),
    "often": _("Too often. Try again in a minute."),
    "auth": _("The translator does not accept the key."),
    "forbidden": _("The translator does not accept the key."),
    "busy": _("The translator has had too many questions. Try again later."),
    "broken": _("The translator has failed. Try again later."),
    "slow": _("The translator took too long."),
    "too_large": _("The translator answered with too much."),
    "nonsense": _("The translator answered with something that is no translation."),
    "unreachable": _("The translator cannot be reached."),
}
"""What a person is told of each reason; of any other that it cannot be reached, or has failed."""
FAILED = ("missing", "redirect", "refused")


def is_on() -> bool:
    """Whether an administrator has named a translator and switched it on."""
    return bool(IS_ON.value and URL.value)


def server() -> Server:
    """The one at work. Raises Refused when there is none."""
    if not is_on():
        raise _refusal("off")
    return Server(URL.value, KEY.value)


def message(one: Message, *, into: str, by: Person) -> Translation:
    """The message in that language, made once for everybody. Raises Refused with a sentence; nothing changes then."""
    known = Translation.objects.filter(message=one, language=into).first()
    if known is not None:
        return known
    body = _translated(one.body, into=into, source=one.language, by=by)
    made = Translation(message=one, language=into, body=body, asked_by=by, at=clock.now())
    return made if insert_once(made) else Translation.objects.get(message=one, language=into)


def draft(text: str, *, into: str, by: Person) -> str:
    """What somebody writes, in the customer's language; it is kept nowhere. Raises Refused with a sentence."""
    return _translated(text, into=into, source="", by=by)


def attempt(text: str, *, into: str, by: Person, through: Server) -> str:
    """Try a server that is not saved yet. Raises Refused with a sentence."""
    return _translated(text, into=into, source="", by=by, through=through)


def stored(messages: Iterable[Message], language: str) -> Mapping[int, str]:
    """What was translated before, by the id of the message; one query, none while there is no translator."""
    keys = [one.pk for one in messages] if is_on() else []
    rows = Translation.objects.filter(message__in=keys, language=language) if keys else Translation.objects.none()
    return dict(rows.values_list("message", "body")) if keys else {}


def without_secrets(text: str) -> str:
    """What may leave: passwords, keys and numbers of cards masked, addresses of protected fields taken out."""
    masked, _kinds = sensitive.masked(text)
    return _SAFE.sub(sensitive.MASK, masked)


def _translated(text: str, *, into: str, source: str, by: Person, through: Server | None = None) -> str:
    if into not in LANGUAGES:
        raise Refused("translation.language", _("Choose one of the languages."))
    asked = through or server()
    if not throttle.hit(f"translation:{by.pk}", A_MINUTE, timedelta(minutes=1)):
        raise _refusal("often")
    try:
        return speaking.translate(without_secrets(text), into=into, source=source, server=asked)
    except Trouble as trouble:
        raise _refusal(trouble.code) from trouble


def _refusal(code: str) -> Refused:
    known = code if code in SAID else "broken" if code in FAILED else "unreachable"
    return Refused(f"translation.{code}", str(SAID[known]) % {"most": LONGEST})
