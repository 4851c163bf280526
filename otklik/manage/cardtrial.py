"""Ask a card source for a person, and show everything that came (C2)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from otklik.cards import asking, looking, reading
from otklik.cards.asking import Trouble
from otklik.cards.models import Source
from otklik.kernel.text import clean
from otklik.kernel.verbs import Refused
from otklik.people import identifying
from otklik.people.models import Person
from otklik.tickets.models import Ticket
from otklik.ui.formats import Words

MOST_SHOWN = 6000
"""Characters of the answer as it came."""


@dataclass(frozen=True, slots=True)
class Trial:
    """How it went: what was understood, what was left out, and the answer as it came."""

    who: str
    text: str
    is_fine: bool
    server: str = ""
    found: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Health:
    """How the source has fared lately."""

    text: str
    is_fine: bool
    server: str = ""


def trial(source: Source, who: str, reader: Person, *, saved: Source | None) -> Trial:
    """Ask for whoever has this address, or wrote that request. Raises Refused when there is nobody.

    What `saved` offers is remembered when it is the same that was asked.
    """
    customer = _person(who, reader)
    try:
        told = asking.card(source, customer)
    except Trouble as trouble:
        return Trial(customer.name, reason(str(trouble)), False, server=trouble.said)
    account = reading.read(told.body)
    if saved is not None and saved.url == source.url:
        saved.answered(*looking.named(account))
    said = (
        _("It answered in %(milliseconds)d ms.")
        if account.is_found
        else _("It answered in %(milliseconds)d ms: it does not know the customer.")
    )
    return Trial(
        who=customer.name,
        text=said % {"milliseconds": told.milliseconds},
        is_fine=True,
        found=tuple(_counted(account)),
        left_out=account.left_out,
        raw=clean(told.octets.decode("utf-8", "replace"))[:MOST_SHOWN],
    )


def health(source: Source, words: Words) -> Health:
    """Whether it answers, and since when not."""
    if source.failing_since is None:
        last = source.answered_at
        return Health(_("it answered %(when)s") % {"when": words.sentence(last)} if last else _("not asked yet"), True)
    _code, _colon, server = source.error.partition(": ")
    text = _("%(why)s Since %(when)s.") % {"why": reason(source.error), "when": words.short(source.failing_since)}
    return Health(text, False, server)


def reason(error: str) -> str:
    """Why it does not answer, in a sentence that says what can be done."""
    code, _colon, _server = error.partition(": ")
    return {
        "slow": _("It answers too slowly."),
        "unreachable": _("It does not answer."),
        "busy": _("It asks to wait."),
        "broken": _("It reports an error of its own."),
        "nonsense": _("The answer is no JSON object."),
        "contract": _("The answer names another version of the contract."),
        "redirect": _("The address leads elsewhere: enter the one that it leads to."),
        "key": _("It does not take our signature: check the key and both clocks."),
        "refused": _("It refuses what we ask."),
        "too_large": _("The answer is larger than 256 KB."),
        "tls": _("The protected connection failed: check the server’s certificate."),
        "no_such_host": _("There is no server of this name."),
        "inside": _("The address is in an inner network: name it in OTKLIK_OUTSIDE_ALSO on the server."),
    }.get(code) or _("It does not work: %(code)s.") % {"code": code}


def _person(who: str, reader: Person) -> Person:
    number = who.removeprefix("№").strip()
    if number.isascii() and number.isdecimal() and len(number) < 10:
        asked = Ticket.objects.visible_to(reader).filter(number=int(number)).select_related("customer").first()
        found = asked.customer if asked else None
    else:
        found = identifying.find("email", who) if "@" in who else None
    if found is None:
        raise Refused("card.nobody", _("Nobody here has this e-mail or request."))
    return found


def _counted(account: reading.Account) -> list[str]:
    counts = (
        (_("fields: %(count)d"), len(account.lines)),
        (_("products: %(count)d"), len(account.products)),
        (_("payments: %(count)d"), len(account.payments)),
        (_("actions: %(count)d"), len(account.actions)),
        (_("queries: %(count)d"), len(account.queries)),
    )
    return [said % {"count": count} for said, count in counts if count]
