"""The drafting assistant's line to the outside: any server with OpenAI's chat completions; off until one is named.

Wire format: platform.openai.com/docs/api-reference/chat/create, as llama.cpp, vLLM, Ollama and others speak it too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings as django_settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from otklik.kernel import remote, settings
from otklik.kernel.remote import Trouble
from otklik.kernel.settings import Flag, Link, Number, Secret, Text, declare
from otklik.kernel.text import clean
from otklik.kernel.verbs import Refused, verb
from otklik.people import rights
from otklik.people.models import Person

SECONDS = 30.0
LIMIT = 256 * 1024
"""Octets of one answer."""
MOST_TOKENS = 900
PLACE = "/chat/completions"

IS_ON = declare(
    Flag(
        "assistant.is_on",
        gettext_lazy("Offer drafts of replies"),
        default=False,
        hint=gettext_lazy(
            "What both sides said in the request and up to three articles leave for the server below, without names, "
            "addresses, numbers and secrets. A draft is only ever put into the composer; a person sends it."
        ),
    )
)
ADDRESS = declare(
    Link(
        "assistant.address",
        gettext_lazy("Address of the server"),
        default="",
        hint=gettext_lazy("Of its interface like OpenAI’s, for example https://llm.example.com/v1"),
    )
)
MODEL = declare(Text("assistant.model", pgettext_lazy("of an assistant", "Model"), default="", longest=120))
KEY = declare(Secret("assistant.key", gettext_lazy("Key of access"), default=""))
A_DAY = declare(
    Number("assistant.a_day", gettext_lazy("Drafts a day, for all people together"), default=200, least=1, most=100_000)
)


@dataclass(frozen=True, slots=True)
class Wire:
    """Where drafts are asked for."""

    address: str
    model: str
    key: str


def wire() -> Wire | None:
    """Where drafts are asked for now; None while they are not."""
    if not IS_ON.value or not ADDRESS.value or not MODEL.value:
        return None
    return Wire(ADDRESS.value, MODEL.value, KEY.value)


@verb
def change(values: Mapping[str, Any], *, by: Person) -> None:
    """Set it up, all or nothing. Raises Refused where a key would go to another server, or unprotected."""
    rights.require(by, rights.MANAGE_COMPANY)
    _refuse_unsafe(values)
    settings.change_all(values, by=by)


def trial(values: Mapping[str, Any]) -> Wire:
    """As it would be with these values, to try it before they are kept. Raises Refused."""
    _refuse_unsafe({**values, IS_ON.name: True})
    key = values.get(KEY.name) or KEY.value
    return Wire(str(values[ADDRESS.name]), str(values[MODEL.name]), str(key))


def complete(to: Wire, said: Sequence[Mapping[str, str]], *, most: int = MOST_TOKENS) -> str:
    """What the model answers. Raises Trouble."""
    place = to.address.rstrip("/")
    told = remote.ask(
        "POST",
        place if place.endswith(PLACE) else f"{place}{PLACE}",
        body={"model": to.model, "messages": list(said), "max_tokens": most, "temperature": 0.2, "stream": False},
        headers={"Authorization": f"Bearer {to.key}"} if to.key else {},
        limit=LIMIT,
        seconds=SECONDS,
    )
    try:
        text = told["choices"][0]["message"]["content"]
    except (KeyError, IndexError, TypeError):
        raise Trouble("nonsense", "no choices") from None
    if not isinstance(text, str) or not clean(text).strip():
        raise Trouble("nonsense", "no words")
    return clean(text).strip()


def reason(code: str) -> str:
    """Why there is no draft, in a sentence that says what can be done."""
    return {
        "nothing": _("No article speaks of this, and without one a draft would be made up."),
        "off": _("The assistant is not set up."),
        "auth": _("The assistant’s server does not take the key."),
        "forbidden": _("The assistant’s server does not let us in."),
        "missing": _("There is no such address or model on the assistant’s server."),
        "refused": _("The assistant’s server refuses what we asked."),
        "busy": _("The assistant has too much to do. Try again in a minute."),
        "broken": _("The assistant’s server reports an error of its own."),
        "nonsense": _("The answer is not that of an assistant: check the address."),
        "redirect": _("The address leads elsewhere: enter the one that it leads to."),
        "inside": _("The address is in an inner network: name it in OTKLIK_OUTSIDE_ALSO on the server."),
        "no_such_host": _("There is no server of this name."),
        "tls": _("The protected connection failed: check the server’s certificate."),
        "slow": _("The assistant answers too slowly."),
        "too_large": _("The answer is too large."),
    }.get(code) or _("The assistant does not answer.")


def _refuse_unsafe(values: Mapping[str, Any]) -> None:
    known = {one.name: one.value for one in (IS_ON, ADDRESS, MODEL)} | dict(values)
    address, key = str(known[ADDRESS.name]), values.get(KEY.name)
    if known[IS_ON.name] and not address:
        raise Refused("assistant.address", _("Enter the address."), name=ADDRESS.name)
    if known[IS_ON.name] and not known[MODEL.name]:
        raise Refused("assistant.model", _("Enter the name of a model."), name=MODEL.name)
    if address and not _is_protected(address):
        said = _("Enter an address that begins with https://: requests of customers and the key go there.")
        raise Refused("assistant.open", said, name=ADDRESS.name)
    if KEY.value and not key and address and _server(address) != _server(ADDRESS.value):
        raise Refused("assistant.key", _("The address is another one now: give the key again."), name=KEY.name)


def _is_protected(address: str) -> bool:
    """https, or a machine of ours that the server's own settings name."""
    try:
        parts = urlsplit(address)
        own = f"{parts.hostname}:{parts.port or 80}"
    except ValueError:
        return False
    return bool(parts.hostname) and (parts.scheme == "https" or own in django_settings.OUTSIDE_ALSO)


def _server(address: str) -> str:
    return address.rstrip("/").partition("://")[2].partition("/")[0].casefold()
