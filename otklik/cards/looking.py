"""Look at a customer's account: remembered for some minutes; a source that fails or dawdles holds nobody up (C2)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import BoundedSemaphore
from typing import Any

from django.core.cache import cache
from django.db.models import Exists, Q

from otklik.cards import asking, filling, reading
from otklik.cards.asking import Trouble
from otklik.cards.models import Filling, Link, Source
from otklik.cards.reading import Account
from otklik.kernel import clock, crypto
from otklik.people import rights
from otklik.people.models import Person
from otklik.tickets.models import Ticket

REST = timedelta(seconds=30)
"""How long a source that failed is left alone."""
AT_ONCE = 2
"""Of a process's threads may wait for the source; whoever comes then looks again a moment later."""
PURPOSE = "cards.account"
_slots = BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True)
class Look:
    """What is shown: an account, or a trouble, or that it is being asked by others (`is_busy`)."""

    account: Account | None = None
    trouble: str = ""
    is_busy: bool = False


def may_look(person: Person) -> bool:
    """Whether the person sees cards: who sees all requests. A developer does not need what somebody has paid."""
    return person.may(rights.SEE_ALL)


def has_card() -> Q:
    """Whether there is anything to fetch beside a request, for its query: a source, or a link."""
    return Exists(Source.objects.active()) | Exists(Link.objects.all())


def current() -> Source | None:
    """The source in use; the same query says whether its cards fill anything here."""
    found = Source.objects.active().annotate(fills=Exists(Filling.objects.all()))
    return found.order_by("id").first()


def failing_since() -> datetime | None:
    """Since when the source does not answer."""
    return Source.objects.active().values_list("failing_since", flat=True).first()


def look(source: Source, ticket: Ticket, *, anew: bool = False) -> Look:
    """The account of the request's customer, asked now unless it is remembered. Never raises, never waits long."""
    customer = ticket.customer
    if not anew and (known := _remembered(source, customer)) is not None:
        account = reading.read(known)
        _fill(source, account, ticket)
        return Look(account)
    if source.rests_until is not None and source.rests_until > clock.now() and not anew:
        return Look(trouble=source.error)
    with slot() as is_free:
        if not is_free:
            return Look(is_busy=True)
        try:
            told = asking.card(source, customer, ticket)
        except Trouble as trouble:
            source.failed(str(trouble), REST)
            return Look(trouble=str(trouble))
    account = _kept(source, customer, told.body)
    _fill(source, account, ticket)
    return Look(account)


def named(account: Account) -> tuple[list[tuple[str, str]], list[tuple[str, Mapping[str, str]]]]:
    """The actions and the queries that an answer offers, as the source remembers them."""
    return [(one.code, str(one.name)) for one in account.actions], [
        (one.code, dict(one.name)) for one in account.queries
    ]


@contextmanager
def slot() -> Iterator[bool]:
    """Whether this thread may wait for the source: no more than AT_ONCE of a process do."""
    is_free = _slots.acquire(blocking=False)
    try:
        yield is_free
    finally:
        if is_free:
            _slots.release()


def forget(source: Source, customer: Person) -> None:
    """Ask anew at the next look: something was done there."""
    cache.delete(_key(source, customer))


def _fill(source: Source, account: Account, ticket: Ticket) -> None:
    if getattr(source, "fills", True):
        filling.fill(account, ticket)


def _kept(source: Source, customer: Person, told: Mapping[str, Any]) -> Account:
    account = reading.read(told)
    source.answered(*named(account))
    if source.keep:
        cache.set(_key(source, customer), crypto.seal(json.dumps(told), PURPOSE), timeout=source.keep * 60)
    return account


def _remembered(source: Source, customer: Person) -> Any:
    sealed = cache.get(_key(source, customer)) if source.keep else None
    if sealed is None:
        return None
    try:
        return json.loads(crypto.unseal(sealed, PURPOSE))
    except (crypto.Unreadable, ValueError):
        return None


def _key(source: Source, customer: Person) -> str:
    """Another address or key of the source is another memory."""
    return f"card:{source.changed_at.timestamp()}:{customer.pk}"
