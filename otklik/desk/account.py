"""The customer's account in the company's own systems, as the right column of a request shows it (C2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel.numbers import format_currency, format_decimal
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from otklik.cards import doing, inquiring, leading, looking, reading, vouching
from otklik.cards.looking import Look
from otklik.cards.models import Deed, Permit
from otklik.cards.pieces import Money, Value
from otklik.cards.querying import Query
from otklik.cards.reading import Account, Action
from otklik.desk import deeds
from otklik.desk.seen import Seen
from otklik.ui.formats import Words


@dataclass(frozen=True, slots=True)
class Row:
    """A field, a product or a payment; `kind` is fine, warn, problem or nothing."""

    name: str
    value: str
    kind: str = ""
    note: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Offered:
    """An action, or a query that digs deeper; `needs` says what is missing before it can be had."""

    name: str
    about: str
    address: str
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """A link into one of our systems."""

    name: str
    address: str
    is_deeper: bool


@dataclass(frozen=True, slots=True)
class Ordered:
    """What was ordered before."""

    name: str
    outcome: str
    kind: str
    when: str
    by: str


@dataclass(frozen=True, slots=True)
class Panel:
    """Everything that is shown; `trouble` instead of the account, which stays harmless."""

    has_source: bool = False
    is_busy: bool = False
    is_found: bool = False
    is_unsure: bool = False
    trouble: str = ""
    server: str = ""
    since: str = ""
    title: str = ""
    url: str = ""
    state: str = ""
    kind: str = ""
    lines: tuple[Row, ...] = ()
    products: tuple[Row, ...] = ()
    payments: tuple[Row, ...] = ()
    orders: tuple[Offered, ...] = ()
    queries: tuple[Offered, ...] = ()
    left_out: str = ""
    links: tuple[Way, ...] = ()
    ordered: tuple[Ordered, ...] = ()


def panel(seen: Seen, *, anew: bool = False) -> Panel:
    """The account as the reader may see it. It may wait for the source, but only as long as that is allowed."""
    source = looking.current() if looking.may_look(seen.person) else None
    around: dict[str, Any] = {"links": tuple(_links(seen)), "ordered": tuple(_ordered(seen))}
    if source is None:
        return Panel(**around)
    look = looking.look(source, seen.ticket, anew=anew)
    if look.account is None:
        return Panel(has_source=True, is_busy=look.is_busy, **_trouble(look, seen.words), **around)
    unsure = not seen.ticket.customer.identities.verified().exists()
    asks = look.account.actions or look.account.queries
    permits = inquiring.permits(seen.person) if asks else []
    offers: dict[str, Any] = {
        "orders": _orders(seen, look.account, permits),
        "queries": _queries(seen, look.account, permits),
    }
    return Panel(has_source=True, is_unsure=unsure, **shown(look.account, seen.words), **around, **offers)


def shown(account: Account, words: Words) -> dict[str, Any]:
    """An account in words."""
    count = len(account.left_out)
    said = ngettext(
        "%(count)s part of the answer was not understood", "%(count)s parts of the answer were not understood", count
    )
    return {
        "is_found": account.is_found,
        "title": str(account.title),
        "url": account.url,
        "state": str(account.state),
        "kind": account.kind,
        "lines": tuple(Row(str(one.name), value(one.value, words), url=one.url) for one in account.lines),
        "products": tuple(_products(account, words)),
        "payments": tuple(
            Row(str(one.what) or words.day(one.day), value(one.sum, words), one.kind, _paid(one, words))
            for one in account.payments
        ),
        "left_out": said % {"count": count} if count else "",
    }


def value(told: Value, words: Words) -> str:
    """A typed value as a person reads it."""
    if isinstance(told, bool):
        return pgettext("answer", "yes") if told else pgettext("answer", "no")
    if isinstance(told, Money):
        return str(format_currency(told.amount, told.currency, locale=words.language))
    if isinstance(told, Decimal):
        return str(format_decimal(told, locale=words.language))
    if isinstance(told, datetime):
        return words.short(told)
    return words.day(told) if isinstance(told, date) else told


def _products(account: Account, words: Words) -> Iterator[Row]:
    for one in account.products:
        until = _("until %(day)s") % {"day": words.day(one.until)} if one.until else ""
        yield Row(str(one.name), str(one.state), one.kind, until, one.url)


def _paid(one: reading.Payment, words: Words) -> str:
    parts = (words.day(one.day) if one.what else "", str(one.state))
    return ", ".join(part for part in parts if part)


def _trouble(look: Look, words: Words) -> dict[str, Any]:
    if look.is_busy:
        return {}
    _code, _colon, server = look.trouble.partition(": ")
    known = looking.failing_since()
    return {"trouble": deeds.reason(look.trouble), "server": server, "since": words.short(known) if known else ""}


def _orders(seen: Seen, account: Account, permits: list[Permit]) -> tuple[Offered, ...]:
    return _offered(seen, "desk:account-action", doing.offered(account, permits)) if seen.ticket.is_open else ()


def _queries(seen: Seen, account: Account, permits: list[Permit]) -> tuple[Offered, ...]:
    return _offered(seen, "desk:account-query", inquiring.offered(account, permits, seen.person))


def _offered(seen: Seen, name: str, found: Sequence[tuple[Action | Query, Permit]]) -> tuple[Offered, ...]:
    demanding = any(vouching.is_demanded(one, permit) for one, permit in found)
    is_known = demanding and vouching.standing(seen.ticket.customer) is not None
    return tuple(
        Offered(
            name=str(permit.name) or str(one.name),
            about=str(one.about),
            address=reverse(name, args=[seen.ticket.number, one.code]),
            needs="" if is_known or not vouching.is_demanded(one, permit) else _("after identity is confirmed"),
        )
        for one, permit in found
    )


def _links(seen: Seen) -> Iterator[Way]:
    for link in leading.links(seen.ticket, seen.person):
        yield Way(str(link.name), reverse("desk:account-link", args=[seen.ticket.number, link.pk]), link.is_deeper)


def _ordered(seen: Seen) -> Iterator[Ordered]:
    kinds = {Deed.State.DONE: "fine", Deed.State.REFUSED: "problem", Deed.State.UNKNOWN: "warn"}
    for deed in doing.last(seen.ticket):
        kind = kinds.get(Deed.State(deed.state), "")
        yield Ordered(deed.name, deeds.outcome(deed), kind, seen.words.short(deed.at), deed.by.name)
