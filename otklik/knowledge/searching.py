"""Requests found by any word that was said in them: letters, replies, notes, subjects, numbers, people.

Bounded on purpose. The newest thousands of messages are asked first, then eight times as many, and so on: a word that
is common has its two hundred there, and only one that is rare is looked for in everything, where it is rare too. All
of it is answered by one index over (id / 8192, words). What still takes longer than a second and a half is looked for
among open requests alone.
Permission is where rows come from (F8).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from otklik.kernel import addresses, clock, conditions
from otklik.kernel.conditions import All, BadCondition, Node, Op, Term, all_of
from otklik.kernel.patience import TooSlow, patience
from otklik.knowledge.searching_words import PART_BITS, Wanted, matches, part, weight
from otklik.people import rights
from otklik.people.models import Identity, Person
from otklik.tickets import viewing
from otklik.tickets.fields import LONGEST_NUMBER, TICKETS
from otklik.tickets.kinds import Kind
from otklik.tickets.models import Message, Ticket
from otklik.tickets.models.queries import TicketQuerySet

WEIGHED = 200
PARTS = (1, 8, 64)
"""How many of the newest parts are asked first, beside the one that is being filled; then eight times as many."""
READ = 1_600
"""As many rows may be read of everything at once."""
FEW = 5
"""With fewer found than that, other layouts, sounds and spellings are tried."""
PATIENCE_MS = 1500
OPEN_BONUS, NEW_BONUS, SUBJECT_BONUS = 0.3, 0.5, 0.4
NEW_DAYS = 30


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed: the words, and the conditions beside them. `problem` says what was no condition."""

    wanted: Wanted
    node: Node
    typed: tuple[str, ...] = ()
    problem: str = ""


@dataclass(slots=True)
class Hit:
    """A request, and the message of it that was found."""

    ticket_id: int
    score: float = 0.0
    message_id: int | None = None


@dataclass(slots=True)
class Found:
    """Requests in order, the best first; `wanted` is what is marked in them.

    `is_full`: as many messages were found as are weighed. Be they all of one request, other spellings add nothing.
    """

    hits: list[Hit] = field(default_factory=list)
    wanted: Wanted = field(default_factory=lambda: Wanted(()))
    is_widened: bool = False
    is_cut: bool = False
    is_full: bool = False


def read(typed: str, person: Person) -> Asked:
    """Words and conditions; what is no condition is looked for as words."""
    try:
        node = conditions.read(typed, TICKETS, viewing.context(person))
    except BadCondition as bad:
        texts = tuple(typed.replace('"', " ").split())
        return Asked(Wanted.of(texts), all_of([]), texts, str(bad.said))
    parts = node.parts if isinstance(node, All) else (node,)
    said = [part for part in parts if isinstance(part, Term) and part.field == "text" and part.op is Op.HAS]
    texts = tuple(str(value) for part in said for value in part.values)
    return Asked(Wanted.of(texts), all_of(part for part in parts if part not in said), texts)


def requests(asked: Asked, person: Person, *, most: int = 20) -> Found:
    """Requests that the person may see: exact numbers and addresses first, then by words, the recent and open first."""
    tickets = _narrowed(asked, person)
    found = Found(wanted=asked.wanted)
    if not asked.wanted:
        found.hits = [Hit(pk) for pk in tickets.newest_first().values_list("pk", flat=True)[:most]]
        return found
    hits = {hit.ticket_id: hit for hit in _exact(asked, tickets)}
    for query in (asked.wanted.every, asked.wanted.begun):
        if len(hits) < FEW and query and not found.is_full:
            _add(hits, _by_words(asked, person, tickets, query, found))
    if len(hits) < FEW and not found.is_full:
        found.wanted, found.is_widened = asked.wanted.widened(), True
        _add(hits, _by_words(asked, person, tickets, found.wanted.some, found), discount=1.0)
    found.hits = sorted(hits.values(), key=lambda hit: (-hit.score, -hit.ticket_id))[:most]
    return found


def _narrowed(asked: Asked, person: Person) -> TicketQuerySet:
    tickets = Ticket.objects.visible_to(person)
    if asked.node == all_of([]):
        return tickets
    return tickets.filter(conditions.q(asked.node, TICKETS, viewing.context(person)))


def _exact(asked: Asked, tickets: TicketQuerySet) -> Iterator[Hit]:
    whole = " ".join(asked.typed)
    digits = whole.lstrip("№# ")
    if digits.isdecimal() and len(digits) < LONGEST_NUMBER:
        yield from (Hit(pk, 9.0) for pk in tickets.filter(number=int(digits)).values_list("pk", flat=True))
    if people := {*_owners(whole), *(owner for text in asked.typed for owner in _owners(text))}:
        theirs = tickets.filter(customer__in=people).newest_first()
        yield from (Hit(pk, 5.0 - place / 100) for place, pk in enumerate(theirs.values_list("pk", flat=True)[:FEW]))


def _owners(text: str) -> list[int]:
    """Who has exactly this address or telephone number."""
    kinds = ["email"] if "@" in text else ["phone"] if sum(letter.isdigit() for letter in text) >= 7 else []
    for kind in kinds:
        try:
            same = Identity.objects.filter(kind=kind, normalised=addresses.normalise(kind, text))
        except addresses.InvalidAddress:
            continue
        return list(same.values_list("person_id", flat=True))
    return []


def _by_words(asked: Asked, person: Person, tickets: TicketQuerySet, query: str, found: Found) -> list[Hit]:
    is_narrow = asked.node != all_of([]) or not person.may(rights.SEE_ALL)
    with suppress(TooSlow), patience(PATIENCE_MS):
        return _weighed(person, tickets if is_narrow else None, query, found)
    found.is_cut = True
    with suppress(TooSlow), patience(PATIENCE_MS):
        return _weighed(person, tickets.open(), query, found)
    return []


def _weighed(person: Person, among: TicketQuerySet | None, query: str, found: Found) -> list[Hit]:
    """`among` None: everything, and what the person may not see is left out of the few that were found."""
    said, titled = Message.objects.filter(withdrawn_at__isnull=True), Ticket.objects.all()
    if among is not None:
        said, titled = Message.objects.visible_to(person).filter(ticket__in=among), among
    messages = _ranks(said, "body", query)
    found.is_full = len(messages) >= WEIGHED
    return _scored(person, messages, _ranks(titled, "subject", query))


def _ranks(rows: QuerySet[Any], field: str, query: str) -> dict[int, float]:
    """The newest that have the words, with how well they have them."""
    newest = rows.model._default_manager.order_by("-pk").values_list("pk", flat=True).first() or 0
    last = newest >> PART_BITS
    newest_last = (F("id") + 0).desc()  # of a sum, so that PostgreSQL does not walk the whole table backwards
    asked = rows.filter(matches(field, query)).annotate(rank=weight(field, query), part=part()).order_by(newest_last)
    found: dict[int, float] = {}
    looked = 0
    for count in PARTS:
        if looked and len(found) * (last + 1) <= READ * looked:  # rare: everything has few of it
            break
        found = dict(asked.filter(part__in=range(max(last - count, 0), last + 1)).values_list("pk", "rank")[:WEIGHED])
        if len(found) >= WEIGHED or count >= last:
            return found
        looked = count + 1
    return dict(asked.values_list("pk", "rank")[:WEIGHED])


def _scored(person: Person, messages: dict[int, float], titles: dict[int, float]) -> list[Hit]:
    most = max([*messages.values(), 1e-9])
    allowed = Message.objects.visible_to(person).filter(pk__in=messages).values_list("pk", "ticket_id")
    hits: dict[int, Hit] = {}
    for pk, ticket_id in sorted(allowed, key=lambda row: -messages[row[0]]):
        hits.setdefault(ticket_id, Hit(ticket_id, messages[pk] / most, pk))
    most = max([*titles.values(), 1e-9])
    for pk, rank in titles.items():
        hit = hits.setdefault(pk, Hit(pk))
        hit.score = max(hit.score, rank / most) + SUBJECT_BONUS
    standing = Ticket.objects.visible_to(person).filter(pk__in=hits).values_list("pk", "kind", "changed_at")
    return [_standing(hits[pk], kind, changed_at) for pk, kind, changed_at in standing]


def _standing(hit: Hit, kind: str, changed_at: datetime) -> Hit:
    days = max(0.0, (clock.now() - changed_at).total_seconds() / 86400)
    hit.score += OPEN_BONUS * (kind != Kind.CLOSED) + NEW_BONUS * math.exp(-days / NEW_DAYS)
    return hit


def _add(hits: dict[int, Hit], more: Iterable[Hit], discount: float = 0.0) -> None:
    for hit in more:
        known = hits.setdefault(hit.ticket_id, Hit(hit.ticket_id, -discount))
        known.message_id = known.message_id or hit.message_id
        known.score = max(known.score, hit.score - discount) if known.score < 5 else known.score
