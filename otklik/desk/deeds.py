"""What was done through the card, in sentences: they hold names that the company's own system gave (C2)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from otklik.cards import doing
from otklik.cards.models import Deed
from otklik.kernel.events import Event
from otklik.ui.formats import Words


def told(events: Iterable[Event], words: Words) -> dict[int, str]:
    """The sentences of the events that are about deeds, by the event's id; one query if there are some."""
    of_deeds = {event.pk: event for event in events if "deed" in event.data}
    if not of_deeds:
        return {}
    known = doing.told({event.data["deed"] for event in of_deeds.values()})
    return {pk: _sentence(event, known[event.data["deed"]]) for pk, event in of_deeds.items() if _has(known, event)}


def outcome(deed: Deed) -> str:
    """How it ended, or that it goes on."""
    if deed.state == Deed.State.WAITING:
        if deed.error:
            return _("Our system has not answered yet; we try again")
        return _("On its way")
    if deed.state == Deed.State.DONE:
        return _("Done: %(said)s") % {"said": deed.said} if deed.said else _("It is done")
    why = deed.said or reason(deed.error)
    if deed.state == Deed.State.REFUSED:
        return _("Not done: %(why)s") % {"why": why}
    return _("Not known whether it was done: %(why)s") % {"why": why}


def reason(error: str) -> str:
    """Why the source did not do it, in a sentence that says what can be done."""
    code, _colon, _server = error.partition(": ")
    return {
        "off": _("the card source is switched off"),
        "slow": _("our system answers too slowly"),
        "unreachable": _("our system does not answer"),
        "busy": _("our system asks to wait"),
        "broken": _("our system reports an error of its own"),
        "nonsense": _("our system’s answer is not what the contract says"),
        "contract": _("our system speaks another version of the contract"),
        "redirect": _("the address leads elsewhere"),
        "key": _("our system does not take the key"),
        "refused": _("our system refuses"),
        "too_large": _("our system’s answer is too large"),
        "tls": _("the protected connection failed: the certificate is not good"),
        "no_such_host": _("there is no server of this name"),
        "inside": _("the address is in an inner network: name it in OTKLIK_OUTSIDE_ALSO on the server"),
        "": _("our system has not said why"),
    }.get(code) or _("it does not work: %(code)s") % {"code": code}


def _has(known: dict[int, Deed], event: Event) -> bool:
    return event.data["deed"] in known


def _sentence(event: Event, deed: Deed) -> str:
    named = {"name": deed.name}
    if event.code == "deed.ordered":
        return _("Ordered through the card: “%(name)s”") % named
    return _("“%(name)s”. %(outcome)s") % {**named, "outcome": outcome(deed)}
