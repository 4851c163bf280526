"""Whether the customer has confirmed who they are, as it stands beside them (R22)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from otklik.cards import options, vouching
from otklik.cards.models import Way
from otklik.cards.models.proof import BY_US
from otklik.kernel import clock
from otklik.ui.formats import Words


@dataclass(frozen=True, slots=True)
class Confirmed:
    """One line beside the customer; `kind` is fine, awaited, bad or nothing, `more` says how and by whom."""

    kind: str = ""
    text: str = ""
    more: str = ""


def of(customer: OuterRef) -> QuerySet[Any, Any]:
    """The newest proof of a customer as JSON, for the query of a request: it costs no statement of its own."""
    names = ("way", "words", "asked_at", "given_at", "ends_at", "denied_at", "revoked_at")
    beside = {"asked": F("asked_by__name"), "given": F("given_by__name"), "address": F("identity__value")}
    told = JSONObject(**{name: F(name) for name in names}, **beside)
    return vouching.newest(customer).values(told=told)


def confirmed(proof: Mapping[str, Any] | None, words: Words) -> Confirmed:
    """When, how, by whom, and until when."""
    if not proof:
        return Confirmed()
    now = clock.now()
    asked, given, ends, denied, revoked = (
        parse_datetime(proof[name] or "") for name in ("asked_at", "given_at", "ends_at", "denied_at", "revoked_at")
    )
    if denied is not None:
        text = _("“It was not me”, said the customer %(when)s") % {"when": words.sentence(denied)}
        return Confirmed("bad", text)
    if revoked is not None or asked is None:
        return Confirmed()
    if given is not None and ends is not None:
        if ends <= now:
            return Confirmed("", _("Identity was confirmed %(when)s: too long ago") % {"when": words.sentence(given)})
        text = _("Identity confirmed %(when)s, holds until %(until)s")
        return Confirmed("fine", text % {"when": words.sentence(given), "until": words.sentence(ends)}, _how(proof))
    if asked + options.PROOF_WAITS.value <= now:
        return Confirmed("", _("Identity was not confirmed in time"))
    text = _("Asked to confirm identity %(when)s, no answer yet") % {"when": words.sentence(asked)}
    return Confirmed("awaited", text, _how(proof))


def _how(proof: Mapping[str, Any]) -> str:
    way = Way(proof["way"])
    if way in BY_US:
        told = {"way": way.label, "words": proof["words"], "name": proof["given"] or "—"}
        return _("%(way)s: %(words)s. Checked: %(name)s") % told
    told = {"way": way.label, "name": proof["asked"] or "—"}
    if way == Way.LETTER and proof["address"]:
        told["address"] = vouching.masked(proof["address"])
        return _("%(way)s %(address)s. Asked: %(name)s") % told
    return _("%(way)s. Asked: %(name)s") % told
