"""Problems begin, requests join and leave them, they are solved and closed (C4).

Requests are locked before problems (F13). That a request is in one open problem at most is settled by a constraint:
who comes second hears which problem it is in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from otklik import live
from otklik.kernel import clock, events
from otklik.kernel.text import clean_line
from otklik.kernel.translated import Translated
from otklik.kernel.verbs import Refused, Stale, verb
from otklik.people import rights
from otklik.people.models import Person
from otklik.problems.models import How, Joining, Problem, State
from otklik.tickets.models import Ticket
from otklik.tickets.models.ticket import Urgency

MOST = 500
"""Requests of one problem that are raised or written to at once."""


class About(TypedDict, total=False):
    """What can be changed of a problem."""

    title: str
    public: Mapping[str, str]
    severity: int
    owner: Person | None
    task_key: str
    task_url: str


@verb
def found(
    title: str, tickets: Iterable[Ticket], *, by: Person, noticed_at: datetime | None = None, how: str = How.JOINED
) -> Problem:
    """A new problem with these requests; who finds it owns it. Requests that cannot join are left out."""
    rights.require(by, rights.MERGE)
    title = clean_line(title)[:200]
    if not title:
        raise Refused("problem.title", _("Write what is wrong."))
    now = clock.now()
    problem = Problem.objects.create(
        title=title,
        owner=by,
        founded_by=by,
        founded_at=now,
        noticed_at=noticed_at or now,
        state_since=now,
    )
    kept = [one for one in sorted(tickets, key=lambda one: one.pk) if _joined(problem, one, by=by, how=how)]
    events.record("problem.founded", by=by, noun=problem, tickets=len(kept))
    tell(problem)
    return problem


@verb
def join(problem: Problem, ticket: Ticket, *, by: Person | None, how: str = How.JOINED) -> Joining:
    """The request belongs to the problem, and is at least as urgent.

    Raises Stale when the problem is closed, or the request is in another one already.
    """
    if by is not None and by.is_staff_member:
        rights.require(by, rights.MERGE)
    ticket = ticket.locked()
    problem = locked(problem)
    if not problem.is_open:
        raise Stale("problem.closed", _("The problem is closed. Open it again, or find a new one."))
    if not ticket.is_open:
        raise Refused("problem.ticket_closed", _("The request is closed."))
    if ticket.parent_id is not None:
        raise Refused(
            "problem.child", _("A question to a department joins no problem: join the request it belongs to.")
        )
    joining = _join(problem, ticket, by, how)
    tell(problem, ticket)
    return joining


@verb
def leave(problem: Problem, ticket: Ticket, *, by: Person) -> None:
    """It was something else: the request leaves, with the urgency that it had before."""
    rights.require(by, rights.MERGE)
    ticket = ticket.locked()
    joining = Joining.objects.select_for_update().filter(problem=problem, ticket=ticket, is_current=True).first()
    if joining is None:
        raise Stale("problem.left", _("The request is not in this problem any more."))
    joining.left_at, joining.left_by, joining.is_current = clock.now(), by, False
    joining.save()
    problem = Problem.objects.get(pk=problem.pk)  # its severity may have changed while the request was waited for
    if joining.urgency_was is not None and ticket.is_open and ticket.urgency == problem.severity:
        ticket.urge(joining.urgency_was, by=by)
    events.record("problem.left", by=by, noun=problem, ticket_id=ticket.pk, problem=problem.number)
    tell(problem, ticket)


@verb
def change(problem: Problem, *, by: Person, **about: Unpack[About]) -> None:
    """Change what is known of it. Another severity raises its requests, and lowers those that it had raised."""
    rights.require(by, rights.MERGE)
    problem = _locked_after_requests(problem) if "severity" in about else locked(problem)
    was = problem.severity
    changed = [name for name, value in about.items() if _set(problem, name, value)]
    if not changed:
        return
    problem.save()
    if "severity" in changed:
        _urge(problem, was, by)
    events.record("problem.changed", by=by, noun=problem, what=sorted(changed))
    tell(problem)


@verb
def propose(problem: Problem, *, by: Person) -> None:
    """A solution was proposed to all: each customer decides for themselves."""
    problem = locked(problem)
    if problem.state == State.OPEN:
        problem.state, problem.state_since = State.PROPOSED, clock.now()
        problem.save(update_fields=["state", "state_since"])
        events.record("problem.proposed", by=by, noun=problem)
    tell(problem)


@verb
def close(problem: Problem, *, by: Person) -> None:
    """It is over. Its requests go on by themselves, and may join another problem."""
    rights.require(by, rights.MERGE)
    problem = locked(problem)
    if not problem.is_open:
        raise Stale("problem.closed", _("The problem is closed already."))
    problem.state, problem.closed_at, problem.state_since = State.CLOSED, clock.now(), clock.now()
    problem.save(update_fields=["state", "closed_at", "state_since"])
    problem.joinings.filter(is_current=True).update(is_current=False)
    events.record("problem.closed", by=by, noun=problem)
    tell(problem)


@verb
def reopen(problem: Problem, *, by: Person) -> None:
    """It is not over. Requests that have joined another problem meanwhile stay there."""
    rights.require(by, rights.MERGE)
    problem = _locked_after_requests(problem)
    if problem.is_open:
        raise Stale("problem.open", _("The problem is open already."))
    problem.state, problem.closed_at, problem.state_since = State.OPEN, None, clock.now()
    problem.save(update_fields=["state", "closed_at", "state_since"])
    elsewhere = Joining.objects.filter(is_current=True).values("ticket")
    problem.joinings.filter(left_at__isnull=True).exclude(ticket__in=elsewhere).update(is_current=True)
    events.record("problem.reopened", by=by, noun=problem)
    tell(problem)


def locked(problem: Problem) -> Problem:
    """The problem as it is now, for this transaction alone. No request is waited for from here on."""
    return Problem.objects.select_for_update(no_key=True).get(pk=problem.pk)


def lock_requests(keys: Iterable[int]) -> set[int]:
    """Let nobody else change these requests for this transaction; by their order, as everybody locks many."""
    rows = Ticket.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys)
    return set(rows.order_by("pk").values_list("pk", flat=True))


def _locked_after_requests(problem: Problem) -> Problem:
    """All requests that have not left are locked, then the problem: then none can join or leave.

    Whoever joined while the problem was waited for is not among the locked: all locks are let go, and it begins again.
    """
    standing = problem.joinings.standing().values_list("ticket", flat=True)
    inside = set(standing)
    while True:
        with transaction.atomic():
            held = lock_requests(inside)
            found = locked(problem)
            inside = set(standing.all())
            if inside <= held:
                return found
            transaction.set_rollback(True)


def current(ticket: Ticket) -> Joining | None:
    """The open problem of a request."""
    return Joining.objects.current().filter(ticket=ticket).select_related("problem").first()


def tell(problem: Problem, *tickets: Ticket) -> None:
    """Let pages of staff that show the problem hear of it."""
    live.touch("problems", f"problem-{problem.pk}", *(one.live_name for one in tickets), to=["staff"])


def _joined(problem: Problem, ticket: Ticket, *, by: Person, how: str) -> bool:
    """Join if it can: others of the same suspicion are not held up by one that was closed or taken."""
    ticket = ticket.locked()
    if not ticket.is_open or ticket.parent_id is not None or current(ticket) is not None:
        return False
    _join(problem, ticket, by, how)
    return True


def _join(problem: Problem, ticket: Ticket, by: Person | None, how: str) -> Joining:
    raises = ticket.urgency < problem.severity
    known = {"how": how, "by": by, "at": clock.now(), "urgency_was": ticket.urgency if raises else None}
    try:
        with transaction.atomic():
            joining = Joining.objects.create(problem=problem, ticket=ticket, **known)
    except IntegrityError:
        raise _taken(problem, ticket) from None
    if raises:
        ticket.urge(problem.severity, by=by if by is not None and by.is_staff_member else None)
    events.record("problem.joined", by=by, noun=problem, ticket_id=ticket.pk, problem=problem.number, how=how)
    return joining


def _taken(problem: Problem, ticket: Ticket) -> Stale:
    there = Joining.objects.current().get(ticket=ticket)
    if there.problem_id == problem.pk:
        return Stale("problem.joined", _("The request is in this problem already."))
    return Stale(
        "problem.elsewhere",
        _("The request is in the problem %(number)s. Let it leave that one first.") % {"number": there.problem_id},
        problem=there.problem_id,
    )


def _set(problem: Problem, name: str, value: object) -> bool:
    if name in ("title", "task_key", "task_url"):
        value = clean_line(str(value or ""))
    if name == "title" and not value:
        raise Refused("problem.title", _("Write what is wrong."))
    if name == "public":
        texts = {code: clean_line(text) for code, text in dict(value or {}).items()}  # type: ignore[call-overload]
        value = Translated({code: text for code, text in texts.items() if text})
    if name == "severity" and value not in Urgency.values:
        raise Refused("problem.severity", _("There is no such severity."))
    if getattr(problem, name) == value:
        return False
    setattr(problem, name, value)
    return True


def _urge(problem: Problem, was: int, by: Person) -> None:
    for joining in problem.joinings.current().select_related("ticket").order_by("ticket")[:MOST]:
        ticket = joining.ticket.locked()
        before = joining.urgency_was if joining.urgency_was is not None and ticket.urgency == was else ticket.urgency
        fresh = max(before, problem.severity)
        joining.urgency_was = before if problem.severity > before else None
        joining.save(update_fields=["urgency_was"])
        if ticket.is_open and ticket.urgency != fresh:
            ticket.urge(fresh, by=by)
