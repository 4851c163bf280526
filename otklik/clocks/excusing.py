"""What people say of violations: a lead excuses, a person objects within five working days (D4, R25)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from otklik import live
from otklik.clocks.arithmetic import Openings
from otklik.clocks.models import Excuse, Fault, Objection, Violation
from otklik.clocks.rules import Rules
from otklik.kernel import clock, events
from otklik.kernel.text import clean
from otklik.kernel.verbs import Forbidden, Refused, Stale, verb
from otklik.people import rights
from otklik.people.models import Person

DAYS_TO_OBJECT = 5
DAY = timedelta(days=1)
LONGEST_HOLIDAYS = timedelta(days=40)


@verb
def excuse(violation: Violation, *, reason: str, by: Person, fault: str = Fault.DECISION) -> Excuse:
    """Do not charge it, and say why; an open objection is answered by this. Raises `Stale` if somebody did."""
    rights.require(by, rights.ASSIGN_OTHERS)
    violation = _locked(violation)
    if violation.excuses.standing().exists():
        raise Stale("excuse.done", _("Somebody has excused it already."))
    if Objection.objects.open().filter(violation=violation, by=by).exists():
        raise Forbidden("objection.own", _("Somebody else answers your objection."))
    row = Excuse.objects.create(violation=violation, reason=_said(reason), fault=Fault(fault), by=by)
    _answer_all(violation, row.reason, by)
    events.record("violation.excused", by=by, noun=violation, ticket_id=violation.ticket_id, fault=row.fault)
    live.touch("violations", to=["staff"])
    return row


@verb
def excuse_all(violations: Iterable[Violation], *, fault: Fault, reason: str, by: Person) -> int:
    """Mark everything that an outage, an overload or our own downtime brought as nobody's fault, in one action.

    What is excused already, and what the lead objects to themselves, stays as it is. How many were marked.
    """
    rights.require(by, rights.ASSIGN_OTHERS)
    said = _said(reason)
    asked = Violation.objects.filter(pk__in=[one.pk for one in violations]).at_fault()
    own = Objection.objects.open().filter(by=by).values("violation")
    rows = list(asked.exclude(pk__in=own).order_by("pk").select_for_update(of=("self",)))
    done = set(Excuse.objects.standing().filter(violation__in=rows).values_list("violation", flat=True))
    rows = [row for row in rows if row.pk not in done]  # whoever held a lock before us may have excused it
    Excuse.objects.bulk_create([Excuse(violation=row, reason=said, fault=Fault(fault), by=by) for row in rows])
    Objection.objects.filter(violation__in=rows, answered_at__isnull=True).update(
        answered_at=clock.now(), answered_by=by, answer=said
    )
    for row in rows:
        events.record("violation.excused", by=by, noun=row, ticket_id=row.ticket_id, fault=Fault(fault))
    live.touch("violations", to=["staff"])
    return len(rows)


@verb
def charge_again(violation: Violation, *, by: Person) -> None:
    """Take the excuse back; both stay in the history."""
    rights.require(by, rights.ASSIGN_OTHERS)
    violation = _locked(violation)
    if not violation.excuses.standing().update(withdrawn_at=clock.now()):
        raise Stale("excuse.none", _("It is charged already."))
    events.record("violation.charged", by=by, noun=violation, ticket_id=violation.ticket_id)
    live.touch("violations", to=["staff"])


@verb
def object_to(violation: Violation, *, text: str, by: Person) -> Objection:
    """Say that one does not agree: whoever held a share of the time, within five working days."""
    violation = _locked(violation)
    if not violation.shares.filter(holder=by).exists():
        raise Forbidden("objection.foreign", _("Only those whose time it was can object."))
    if clock.now() > last_day_to_object(violation):
        raise Refused("objection.late", _("Five working days have passed."))
    if violation.objections.filter(by=by).exists():
        raise Stale("objection.done", _("You have objected already."))
    row = Objection.objects.create(violation=violation, text=_said(text), by=by)
    events.record("violation.objected", by=by, noun=violation, ticket_id=violation.ticket_id)
    live.touch("violations", to=["staff"])
    return row


@verb
def uphold(objection: Objection, *, answer: str, by: Person) -> None:
    """Answer that the violation stays, and why. Raises `Stale` if it was answered."""
    rights.require(by, rights.ASSIGN_OTHERS)
    if objection.by_id == by.pk:
        raise Forbidden("objection.own", _("Somebody else answers your objection."))
    waiting = Objection.objects.filter(pk=objection.pk, answered_at__isnull=True)
    if not waiting.update(answered_at=clock.now(), answered_by=by, answer=_said(answer)):
        raise Stale("objection.answered", _("Somebody has answered already."))
    violation = objection.violation
    events.record("violation.upheld", by=by, noun=violation, ticket_id=violation.ticket_id)
    live.touch("violations", to=["staff"])


def last_day_to_object(violation: Violation) -> datetime:
    """The end of the fifth working day after the last degree; days are those of the line's calendar (UTC)."""
    hours = Rules([]).hours(violation.line_id)
    day = violation.reached_at.replace(hour=0, minute=0, second=0, microsecond=0) + DAY
    left, limit = DAYS_TO_OBJECT, day + LONGEST_HOLIDAYS
    while left and day < limit:
        left -= not isinstance(hours, Openings) or bool(hours.elapsed(day, day + DAY))
        day += DAY
    return day


def _locked(violation: Violation) -> Violation:
    return Violation.objects.select_for_update().get(pk=violation.pk)


def _answer_all(violation: Violation, answer: str, by: Person) -> None:
    waiting = violation.objections.filter(answered_at__isnull=True)
    waiting.update(answered_at=clock.now(), answered_by=by, answer=answer)


def _said(text: str) -> str:
    said = clean(text).strip()
    if not said:
        raise Refused("excuse.reason", _("Write the reason."))
    return said
