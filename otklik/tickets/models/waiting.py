from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from django.db import connection
from django.utils.translation import gettext as _

from otklik.kernel import clock, reading
from otklik.kernel.events import Event
from otklik.kernel.verbs import Forbidden, Refused, verb
from otklik.people import rights
from otklik.people.models import Line, Person
from otklik.tickets import ask
from otklik.tickets.kinds import Cause, Kind, WaitKind
from otklik.tickets.models.facts import Wait
from otklik.tickets.models.status import Status

if TYPE_CHECKING:
    from otklik.tickets.models.message import Message
    from otklik.tickets.models.ticket import Ticket

MOST_POSTPONEMENTS = 2
MOST_WORKING_DAYS = 3
SATURDAY = 5
_END = (
    "UPDATE tickets_wait SET ended_at = %s::timestamptz, ended_how = %s::text"
    " WHERE ticket_id = %s::bigint AND ended_at IS NULL"
)
OWING = ("ticket.written", "solution.rejected", "ticket.reopened")
"""After these a reply is owed for a reason of its own."""


class Waiting:
    """Standing still with a reason, postponed or waiting for others; and going on."""

    @verb
    def work(self, *, by: Person, status: Status | None = None) -> None:
        """Take it up again: our turn."""
        ticket = cast("Ticket", self).ready(Cause.WORK, by)
        rights.require(by, rights.MOVE)
        ticket._move("ticket.taken_up", Cause.WORK, by=by, status=status, responsible=ticket._answering(by))

    @verb
    def postpone(
        self, *, until: datetime, why: str, by: Person, agreed: bool = False, status: Status | None = None
    ) -> Wait:
        """Put it off; a timer wakes it. No promise stops unless the customer agreed (R6).

        The third time, or more than three working days in all, needs a lead, unless the customer agreed.
        """
        ticket = cast("Ticket", self).ready(Cause.POSTPONE, by)
        rights.require(by, rights.MOVE)
        _in_future(until)
        _said(why, _("Write why: the request will wait."))
        if not agreed and not by.may(rights.ASSIGN_OTHERS):
            _refuse_putting_off_forever(ticket, until)
        agreed_at = clock.now() if agreed else None
        wait = ticket._wait(WaitKind.POSTPONED, by=by, until=until, what=why, agreed_at=agreed_at)
        ticket._move(
            "ticket.postponed",
            Cause.POSTPONE,
            by=by,
            status=status,
            responsible=ticket._answering(by),
            wake_at=until,
            wait=wait.pk,
            until=until.isoformat(),
        )
        return wait

    @verb
    def await_other(
        self,
        *,
        whom: str,
        what: str,
        again_at: datetime,
        by: Person,
        department: Line | None = None,
        status: Status | None = None,
    ) -> Wait:
        """Wait for others: who, what was asked, when we ask again (R3). A department gets a child request of its
        own.
        """
        ticket = cast("Ticket", self).ready(Cause.AWAIT_OTHER, by)
        rights.require(by, rights.MOVE)
        _in_future(again_at)
        _said(whom, _("Write whom we wait for."))
        _said(what, _("Write what was asked."))
        child = _ask_department(ticket, department, what, by) if department else None
        wait = ticket._wait(WaitKind.OTHER, by=by, until=again_at, whom=whom, what=what, child=child)
        ticket._move(
            "ticket.awaiting_other",
            Cause.AWAIT_OTHER,
            by=by,
            status=status,
            responsible=ticket._answering(by),
            wake_at=again_at,
            wait=wait.pk,
            until=again_at.isoformat(),
            child=child.pk if child else None,
        )
        return wait

    @verb
    def wake(self) -> bool:
        """The timer ran out: our turn again, or everybody's if the responsible person is absent. Safe to call twice."""
        ticket = cast("Ticket", self).locked()
        if (
            ticket.wake_at is None
            or ticket.wake_at > clock.now()
            or ticket.kind not in (Kind.POSTPONED, Kind.AWAITING_OTHER)
        ):
            return False
        if ticket.responsible is None or not ask.is_available(ticket.responsible):
            was = ticket.responsible
            if was is not None:
                ticket.observe(person=was, by=None)
            ticket.responsible = None
            ticket._move("ticket.woken", Cause.RETURN, by=None, was=was.pk if was else None)
        else:
            ticket._move("ticket.woken", Cause.WAKE, by=None, was=ticket.responsible_id)
        return True

    @verb
    def answer_of_others(self) -> bool:
        """The others answered before the time: our turn (R3). Safe to call twice."""
        ticket = cast("Ticket", self).locked()
        if ticket.kind != Kind.AWAITING_OTHER:
            return False
        ticket._move("ticket.woken", Cause.WAKE, by=None, was=ticket.responsible_id)
        return True

    @verb
    def owe_for(self, cause: str, **data: Any) -> None:
        """A delivery failed for good: the customer has no answer, so a reply is owed again (ARCHITECTURE)."""
        ticket = cast("Ticket", self).locked()
        if ticket.is_open:
            ticket._move("ticket.delivery_failed", Cause.FAIL_DELIVERY, by=None, why=cause, **data)

    def pay_for(self, message: Message, **data: Any) -> None:
        """A reply that had failed was delivered after all: what was owed for it alone is not owed any more."""
        ticket = cast("Ticket", self).locked()
        happened = Event.objects.filter(ticket_id=ticket.pk)
        failed = happened.filter(code="ticket.delivery_failed").order_by("-id").first()
        if not ticket.is_open or failed is None or failed.data.get("message") != message.pk:
            return
        if ticket.reply_owed_since and not happened.filter(pk__gt=failed.pk, code__in=OWING).exists():
            ticket._move("ticket.redelivered", Cause.REDELIVER, by=None, message=message.pk, **data)

    def running_wait(self) -> Wait | None:
        """Why it stands still now; None if it does not."""
        return reading.first(Wait, "ticket_id = %s::bigint AND ended_at IS NULL", [cast("Ticket", self).pk])

    def _wait(self, kind: WaitKind, *, by: Person, **fields: Any) -> Wait:
        self._end_wait(kind)
        return Wait.objects.create(
            ticket=cast("Ticket", self), kind=kind, started_by=by, started_at=clock.now(), **fields
        )

    def _end_wait(self, how: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_END, [clock.now(), str(how), cast("Ticket", self).pk])


def _ask_department(parent: Ticket, department: Line, what: str, by: Person) -> Ticket:
    from otklik.tickets.opening import open_ticket

    return open_ticket(
        customer=by,
        created_by=by,
        subject=parent.subject,
        body=what,
        line=department,
        parent=parent,
        channel="internal",
    )


def put_off(ticket: Ticket, until: datetime | None = None) -> tuple[int, int]:
    """How often the request was put off without the customer's consent, and for how many working days in all (R6).

    `until` is counted as one more.
    """
    earlier = [
        (wait.started_at, wait.ended_at or clock.now())
        for wait in ticket.waits.filter(kind=WaitKind.POSTPONED, agreed_at__isnull=True)
    ]
    every = [*earlier, (clock.now(), until)] if until else earlier
    return len(earlier), sum(working_days(start, end) for start, end in every)


def _refuse_putting_off_forever(ticket: Ticket, until: datetime) -> None:
    times, days = put_off(ticket, until)
    if times >= MOST_POSTPONEMENTS or days > MOST_WORKING_DAYS:
        raise Forbidden("postpone.lead", _("Put off for so long only with a lead, or if the customer agreed."))


def working_days(start: datetime, end: datetime) -> int:
    """Weekdays that begin between two instants; calendars refine this."""
    days = (end.date() - start.date()).days
    return sum((start.date() + timedelta(days=day)).weekday() < SATURDAY for day in range(1, days + 1))


def _in_future(at: datetime) -> None:
    if at <= clock.now():
        raise Refused("wait.past", _("Choose a time in the future."))


def _said(text: str, demand: str) -> None:
    if not text.strip():
        raise Refused("wait.empty", demand)
