"""How many there are in each list, and how the department is doing: all of it one query over open requests (F13)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from otklik.clocks.models import DeadlineKind, Norm, Objection
from otklik.desk.lists import List
from otklik.kernel import clock
from otklik.notices.models import Notice, Reason
from otklik.people import rights
from otklik.people.models import Person
from otklik.tickets.models import Ticket

MOST = 1000
FRESH = timedelta(seconds=1)
LIVELY = timedelta(minutes=10)
"""A load that was measured before that says nothing."""
CLOCKS = len(DeadlineKind) + 1  # so often may one request stand among what is due
KEPT = 1000  # people whose figures a process remembers


@dataclass(frozen=True, slots=True)
class Figures:
    """What the shell says; `sizes` by the key of a list, `due` reminders among `unread` notices, `objections` that wait
    for an answer of this person, `norms` that they have not read.

    `is_cached`: may be a second old.
    """

    sizes: Mapping[str, int]
    oldest_unaccepted: datetime | None
    next_promise: datetime | None
    ours: int
    unread: int
    due: int
    objections: int
    norms: int
    at: datetime
    overload: int | None = None
    strained: datetime | None = None
    load: int | None = None
    is_cached: bool = False


_known: dict[int, tuple[tuple[str, ...], Figures]] = {}


def figures(person: Person, lists: Iterable[List], *, anew: bool = False) -> Figures:
    """The person's figures, at most a second old; `anew` asks the database in any case."""
    shown = list(lists)
    keys = tuple(one.key for one in shown)
    known = _known.get(person.pk)
    if not anew and known and known[0] == keys and clock.now() - known[1].at < FRESH:
        return replace(known[1], is_cached=True)
    counted = _count(person, shown)
    if len(_known) >= KEPT:
        _known.clear()
    _known[person.pk] = keys, counted
    return counted


def forget() -> None:
    """Count anew at the next question."""
    _known.clear()


def shown(count: int) -> str:
    """«31», «999+»."""
    return str(count) if count < MOST else f"{MOST - 1}+"


Question = tuple[str, tuple[Any, ...]]


def ask(questions: Mapping[str, Question]) -> dict[str, Any]:
    """Many scalar questions in one query."""
    columns = ", ".join(f"({sql})" for sql, _ in questions.values())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}", [value for _, values in questions.values() for value in values])
        return dict(zip(questions, cursor.fetchone(), strict=True))


def size(tickets: QuerySet[Any]) -> Question:
    """How many, at most a thousand."""
    try:
        sql, values = tickets.order_by().values("pk")[:MOST].query.sql_with_params()
    except EmptyResultSet:
        return "SELECT 0", ()
    return f"SELECT count(*) FROM ({sql}) AS few", values  # noqa: S608


def _size(one: List) -> Question:
    if one.ids is None:
        return size(one.tickets)
    sql, values = one.ids[: MOST * CLOCKS].query.sql_with_params()
    return f"SELECT least(count(DISTINCT few.id), {MOST}) FROM ({sql}) AS few (id)", values  # noqa: S608


def _count(person: Person, lists: list[List]) -> Figures:
    seen = Ticket.objects.visible_to(person)
    questions = {f"size {one.key}": _size(one) for one in lists}
    questions["oldest"] = _first(seen.unaccepted(), "turn_since")
    questions["promise"] = _first(seen.ours().filter(next_word_by__isnull=False), "next_word_by")
    questions["ours"] = size(seen.ours())
    questions["unread"] = size(Notice.objects.visible_to(person).unread())
    questions["due"] = size(Notice.objects.visible_to(person).unread().filter(reason=Reason.REMINDED))
    questions["objections"] = size(_to_answer(person))
    questions["overload"] = "SELECT id FROM clocks_overload WHERE ended_at IS NULL", ()
    questions["strained"] = "SELECT strained_since FROM routing_load WHERE id = 1 AND at > %s", (clock.now() - LIVELY,)
    questions["load"] = "SELECT percent FROM routing_load WHERE id = 1", ()
    questions["norms"] = size(Norm.objects.announced(clock.now()).unread_by(person))
    told = ask(questions)
    return Figures(
        sizes={one.key: told[f"size {one.key}"] for one in lists},
        oldest_unaccepted=told["oldest"],
        next_promise=told["promise"],
        ours=told["ours"],
        unread=told["unread"],
        due=told["due"],
        objections=told["objections"],
        norms=told["norms"],
        at=clock.now(),
        overload=told["overload"],
        strained=told["strained"],
        load=told["load"],
    )


def _to_answer(person: Person) -> QuerySet[Any]:
    """Objections of others that a lead may answer."""
    if not person.may(rights.ASSIGN_OTHERS):
        return Objection.objects.none()
    seen = Ticket.objects.visible_to(person)
    return Objection.objects.open().exclude(by=person).filter(violation__ticket__in=seen)


def _first(tickets: QuerySet[Any], column: str) -> Question:
    try:
        return tickets.order_by(column).values(column)[:1].query.sql_with_params()
    except EmptyResultSet:
        return "SELECT NULL", ()
