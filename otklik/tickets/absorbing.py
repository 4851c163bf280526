"""One request takes another one in, and gives it back: what merging and splitting are made of (R11)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from otklik.kernel import clock
from otklik.people.models import Person
from otklik.tickets.kinds import OUTGOING, STANDING, Closing, Kind, MessageKind, Outcome, Turn
from otklik.tickets.machine import TURNS
from otklik.tickets.models import Message, Solution, Ticket, Wait
from otklik.tickets.models.facts import Closing as ClosingFact

_STRENGTH = {Turn.OURS: 3, Turn.OTHER: 2, Turn.CUSTOMER: 1, Turn.NOBODY: 0}


def both_locked(one: Ticket, other: Ticket) -> tuple[Ticket, Ticket]:
    """The newest state of both; rows are locked in the order of their ids (F13)."""
    rows = Ticket.objects.select_for_update().filter(pk__in=[one.pk, other.pk]).order_by("pk")
    locked = {ticket.pk: ticket for ticket in rows}
    clock.not_before(max(ticket.changed_at for ticket in rows))
    return locked[one.pk], locked[other.pk]


def absorb(source: Ticket, into: Ticket, *, by: Person) -> dict[str, Any]:
    """Let `into` have everything of `source`, and close that as a duplicate; returns what `release` gives back."""
    before = {"source": _kept(source), "target": _kept(into)}
    moved = _move_rows(source, into)
    into.reply_owed_since = _earliest(into.reply_owed_since, source.reply_owed_since)
    into.next_word_by = _earliest(into.next_word_by, source.next_word_by)
    _keep_responsible(source, into)
    if source.is_open and (not into.is_open or _is_stronger(source, into)):
        moved |= _adopt_status(source, into, by)
    elif into.kind in (Kind.NEW, Kind.REOPENED) and into.responsible_id:
        into._become(Kind.IN_WORK)
    else:
        into._become(Kind(into.kind))
    moved["closing"] = _close(source, into, by)
    for ticket in (source, into):
        ticket.point_to_last()
    return {**moved, "before": before, "after": into.remember()}


def release(source: Ticket, into: Ticket, moved: dict[str, Any]) -> None:
    """Give back what `absorb` moved and what still lies there. What was said or done since stays as it is."""
    is_untouched = into.remember() == moved["after"]
    _give_rows_back(source, into, moved)
    ClosingFact.objects.filter(pk=moved["closing"]).delete()
    source.merged_into = None
    _restore(source, moved["before"]["source"])
    if is_untouched:
        _restore(into, moved["before"]["target"])
    else:
        _leave_debt(into, moved)
    for ticket in (source, into):
        if ticket.kind == Kind.SOLUTION_PROPOSED and ticket.open_solution() is None:
            ticket._become(ticket._working_kind())
        ticket.point_to_last()


def unanswered_since(ticket: Ticket) -> datetime | None:
    """When the customer first asked what nobody has answered yet, by what was said."""
    said = Message.objects.filter(ticket=ticket).public()
    answers = said.filter(kind__in=OUTGOING).exclude(kind=MessageKind.REMINDER)
    last = answers.order_by("-created_at", "-id").values_list("created_at", flat=True).first()
    asked = said.filter(kind=MessageKind.REQUEST)
    if last is not None:
        asked = asked.filter(created_at__gt=last)
    return asked.order_by("created_at").values_list("created_at", flat=True).first()


def _move_rows(source: Ticket, into: Ticket) -> dict[str, Any]:
    present = set(into.participants.values_list("person_id", flat=True)) | {into.customer_id}
    had = set(into.ticket_tags.values_list("tag_id", flat=True))
    tags = sorted(set(source.ticket_tags.values_list("tag_id", flat=True)) - had)
    moving = source.participants.exclude(person__in=present)
    moved: dict[str, Any] = {
        "messages": list(source.messages.values_list("pk", flat=True)),
        "participants": list(moving.values_list("pk", flat=True)),
        "tags": tags,
        "wait": None,
        "joined": None,
    }
    source.messages.update(ticket=into)
    moving.update(ticket=into)
    for tag in tags:
        into.ticket_tags.create(tag_id=tag)
    if source.customer_id not in present:
        into.join(person=source.customer)
        moved["joined"] = into.participants.get(person=source.customer_id).pk
    return moved


def _keep_responsible(source: Ticket, into: Ticket) -> None:
    """Whoever was responsible stays so, or at least an observer (B3)."""
    if source.responsible is None or source.responsible_id == into.responsible_id:
        return
    if into.responsible_id is None:
        into.responsible, into.accepted_at = source.responsible, into.accepted_at or source.accepted_at
    else:
        into.observe(person=source.responsible, by=None)


def _is_stronger(source: Ticket, into: Ticket) -> bool:
    """By their statuses; the debt, which makes any turn ours, has gone along already."""
    return _STRENGTH[TURNS[Kind(source.kind)]] > _STRENGTH[TURNS[Kind(into.kind)]]


def _adopt_status(source: Ticket, into: Ticket, by: Person) -> dict[str, Any]:
    """Stand as `source` stood: in its status, with its waiting, its timer and its solution."""
    was_closed = not into.is_open
    if was_closed:
        into._note_reopening(by)
    into._end_wait("merged")
    kind = Kind(source.kind)
    moved: dict[str, Any] = {}
    if TURNS[kind] == Turn.OURS:
        kind = Kind.REOPENED if was_closed else into._working_kind()
    if kind in STANDING and (wait := source.running_wait()):
        Wait.objects.filter(pk=wait.pk).update(ticket=into)
        moved["wait"] = wait.pk
    if kind == Kind.SOLUTION_PROPOSED and (solution := source.open_solution()):
        moved["solution"] = [solution.pk, solution.number, solution.points]
        _carry(solution, into, by)
    into.wake_at = source.wake_at
    into._become(kind, source.status if kind == source.kind else None)
    return moved


def _carry(solution: Solution, into: Ticket, by: Person) -> None:
    older = Solution.objects.filter(ticket=into, outcome="")
    older.update(outcome=Outcome.SUPERSEDED, decided_by=by, decided_at=clock.now())
    solution.ticket, solution.number, solution.points = into, into.solutions.count() + 1, []
    solution.save(update_fields=["ticket", "number", "points"])


def _close(source: Ticket, into: Ticket, by: Person) -> int | None:
    source._end_wait("merged")
    source.merged_into, source.closing_kind, source.closed_at = into, Closing.DUPLICATE, clock.now()
    source.responsible, source.reply_owed_since, source.wake_at, source.next_word_by = None, None, None, None
    source._become(Kind.CLOSED)
    if source.closings.filter(reopened_at__isnull=True).exists():
        return None
    return source.closings.create(kind=Closing.DUPLICATE, by=by, at=clock.now()).pk


def _give_rows_back(source: Ticket, into: Ticket, moved: dict[str, Any]) -> None:
    Message.objects.filter(pk__in=moved["messages"], ticket=into).update(ticket=source)
    into.ticket_tags.filter(tag_id__in=moved["tags"]).delete()
    into.participants.filter(pk__in=moved["participants"]).update(ticket=source)
    Wait.objects.filter(pk=moved["wait"], ticket=into).update(ticket=source)
    if "solution" in moved:
        key, number, *points = moved["solution"]
        found = Solution.objects.filter(pk=key, ticket=into)
        found.update(ticket=source, number=number, **({"points": points[0]} if points else {}))
    said = into.messages.values("author")
    into.participants.filter(pk=moved["joined"]).exclude(person__in=said).delete()


def _leave_debt(into: Ticket, moved: dict[str, Any]) -> None:
    """The debt that came along goes back; what the customer asked here since is still owed."""
    came = moved["after"]["owed"] != moved["before"]["target"]["owed"]
    if came and into.is_open and into.remember()["owed"] == moved["after"]["owed"]:
        into.reply_owed_since = _earliest(_instant(moved["before"]["target"]["owed"]), unanswered_since(into))
    into._become(Kind(into.kind))


def _kept(ticket: Ticket) -> dict[str, Any]:
    fact = ticket.closings.filter(reopened_at__isnull=True).values_list("pk", flat=True).first()
    closed = ticket.closed_at.isoformat() if ticket.closed_at else None
    return {
        **ticket.remember(),
        "closed": [closed, ticket.closing_kind, ticket.reopened, fact],
    }


def _restore(ticket: Ticket, kept: dict[str, Any]) -> None:
    closed, ticket.closing_kind, ticket.reopened, fact = kept["closed"]
    ticket.closed_at = _instant(closed)
    ClosingFact.objects.filter(pk=fact).update(reopened_at=None, reopened_by=None)
    ticket.responsible_id, ticket.accepted_at = kept["responsible"], _instant(kept["accepted"])
    ticket.reply_owed_since, ticket.next_word_by = _instant(kept["owed"]), _instant(kept["next"])
    ticket._end_wait("merged")
    ticket._stand_again(kept, wrote=False)


def _earliest(*instants: datetime | None) -> datetime | None:
    return min((at for at in instants if at is not None), default=None)


def _instant(stamp: str | None) -> datetime | None:
    return datetime.fromisoformat(stamp) if stamp else None
