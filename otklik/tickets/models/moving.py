from __future__ import annotations

from copy import deepcopy
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self, cast

from django.utils.translation import gettext as _

from otklik.kernel import clock, events, reading
from otklik.kernel.events import Event, Side
from otklik.kernel.inserting import insert
from otklik.kernel.updating import update
from otklik.kernel.verbs import Refused
from otklik.people.models import Person
from otklik.tickets import machine
from otklik.tickets.kinds import STANDING, Cause, Kind, Turn
from otklik.tickets.models.status import Status

if TYPE_CHECKING:
    from otklik.tickets.models.ticket import Ticket


class Moving:
    """The one way in which a request changes its kind, its turn, its debt and its responsible person."""

    _as_stored: dict[str, Any] | None = None

    def locked(self) -> Self:
        """Lock the row for this transaction and see its newest state, and nothing happens before what happened last.

        Verbs lock requests before anything else (F13).
        """
        ticket = cast("Ticket", self)
        reading.refresh_locked(ticket)
        clock.not_before(ticket.changed_at)
        ticket._as_stored = _values(ticket)
        return self

    def ready(self, cause: Cause, by: Person | None, side: Side | None = None) -> Ticket:
        """Lock the row, and refuse before anything is written if the machine does not allow the step."""
        ticket = cast("Ticket", self).locked()
        machine.step(side or _side(by), cause, Kind(ticket.kind), debt=ticket.reply_owed_since is not None)
        return ticket

    def _move(
        self,
        code: str,
        cause: Cause,
        *,
        by: Person | None,
        side: Side | None = None,
        status: Status | None = None,
        responsible: Person | None = None,
        owed_since: datetime | None = None,
        wake_at: datetime | None = None,
        **data: Any,
    ) -> Event:
        """Take the step that the machine allows, keep its time, and record it.

        `owed_since` is when the customer wrote. While the kind stays, its timer stays, unless `wake_at` sets another;
        what does not stand still any more waits for nothing.
        """
        ticket = cast("Ticket", self)
        side = side or _side(by)
        to, debt = machine.step(side, cause, Kind(ticket.kind), debt=ticket.reply_owed_since is not None)
        if responsible is not None and ticket.responsible_id != responsible.pk:
            ticket.responsible, ticket.nominee, ticket.nominated_at = responsible, None, None
            ticket.accepted_at = ticket.accepted_at or clock.now()
        ticket.reply_owed_since = (ticket.reply_owed_since or owed_since or clock.now()) if debt else None
        if to != ticket.kind or wake_at is not None:
            ticket.wake_at = wake_at
        if to not in STANDING:
            ticket._end_wait(cause)
        ticket._become(to, status)
        return ticket._record(code, by=by, side=side, **data)

    def _become(self, to: Kind, status: Status | None = None) -> None:
        """Set the status of kind `to` and the turn that follows from it and from the debt."""
        ticket = cast("Ticket", self)
        now = clock.now()
        if ticket.kind != to or (status is not None and status.pk != ticket.status_id):
            if status is not None and status.kind != to:
                raise Refused("status.kind", _("This status does not belong here. Reload the page."))
            ticket.status = status or Status.objects.of(to)
            ticket.kind = to
            ticket.status_since = now
        points = ticket._straighten(to) if ticket.points else ()
        turn = machine.turn(to, debt=ticket.reply_owed_since is not None, points=points)
        if ticket.turn != turn:
            ticket.turn, ticket.turn_since = turn, now

    def _record(self, code: str, *, by: Person | None, side: Side | None = None, **data: Any) -> Event:
        """Save, and write the event with the state it led to: spans are derived from these states alone."""
        ticket = cast("Ticket", self)
        ticket.changed_at = clock.now()
        if ticket.responsible_id is not None or ticket.turn != Turn.OURS:
            ticket.offered_to = ticket.offered_until = None
        ticket._keep()
        return events.record(
            code, by=by, noun=ticket, side=side or _side(by), ticket_id=ticket.pk, state=ticket.state(), **data
        )

    def _keep(self) -> None:
        """Insert what is new; of what was locked, write what has changed since."""
        ticket = cast("Ticket", self)
        values = _values(ticket)
        if ticket._state.adding:
            insert(ticket)
        elif self._as_stored is None:
            ticket.save()
        elif changed := [name for name, value in values.items() if value != self._as_stored[name]]:
            update(ticket, *changed)
        self._as_stored = values

    def state(self) -> dict[str, Any]:
        """What a span is made of: ids and flags only."""
        ticket = cast("Ticket", self)
        return {
            "status": ticket.status_id,
            "turn": ticket.turn,
            "responsible": ticket.responsible_id,
            "offered": ticket.offered_to_id,
            "line": ticket.line_id,
            "debt": ticket.reply_owed_since is not None,
        }


def _values(ticket: Ticket) -> dict[str, Any]:
    """Every column as it stands in the object; what is within JSON may change in place."""
    columns = {
        field.attname: getattr(ticket, field.attname)
        for field in ticket._meta.local_concrete_fields
        if not field.generated
    }
    return {**columns, "fields": deepcopy(ticket.fields)}


def _side(by: Person | None) -> Side:
    if by is None:
        return Side.SYSTEM
    return Side.SUPPORT if by.is_staff_member else Side.CUSTOMER
