from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from otklik.kernel import clock
from otklik.kernel.verbs import Refused, Stale, verb
from otklik.people import rights
from otklik.people.models import Line, Person
from otklik.tickets import ask
from otklik.tickets.kinds import Cause, MessageKind
from otklik.tickets.models.tagging import usual_work

if TYPE_CHECKING:
    from otklik.tickets.models.ticket import Ticket


class Accepting:
    """Who is responsible: the first to accept (B3), whoever it was passed to, or nobody."""

    @verb
    def accept(self, *, by: Person) -> None:
        """Become responsible. Of two at once one wins; the other gets `Stale` with the winner's name (B3)."""
        ticket = cast("Ticket", self)
        rights.require(by, rights.ACCEPT)
        won = type(ticket).objects.unaccepted().filter(pk=ticket.pk).update(responsible=by)
        ticket.locked()
        if not won:
            _tell_who_won(ticket, by)
            return
        ticket.accepted_at = ticket.accepted_at or clock.now()
        ticket.nominee = ticket.nominated_at = None
        ticket._move("ticket.accepted", Cause.ACCEPT, by=by)

    @verb
    def assign(self, *, to: Person, by: Person, why: str = "") -> None:
        """Pass the request to a colleague; the former responsible stays as an observer (B5)."""
        ticket = cast("Ticket", self).ready(Cause.ACCEPT, by)
        rights.require(by, rights.MOVE)
        if not to.may(rights.ACCEPT):
            raise Refused("assign.role", _("%(name)s cannot be responsible.") % {"name": to.name})
        if to.pk != by.pk:
            _refuse_absent(to)
        if ticket.responsible_id not in (by.pk, None):
            rights.require(by, rights.ASSIGN_OTHERS)
        was = ticket.responsible
        if was is not None and was.pk == to.pk:
            return
        if was is not None:
            ticket.observe(person=was, by=by)
        note = self._reason(by, why)
        ticket._move(
            "ticket.assigned", Cause.ACCEPT, by=by, responsible=to, to=to.pk, was=was.pk if was else None, note=note
        )

    @verb
    def return_to_pool(self, *, by: Person | None, why: str = "") -> None:
        """Let go of the request: nobody is responsible, everybody on the line sees it as unaccepted."""
        ticket = cast("Ticket", self).ready(Cause.RETURN, by)
        if by is not None and ticket.responsible_id != by.pk:
            rights.require(by, rights.ASSIGN_OTHERS)
        was, ticket.responsible = ticket.responsible, None
        note = self._reason(by, why) if by else None
        ticket._move("ticket.returned", Cause.RETURN, by=by, was=was.pk if was else None, note=note)

    @verb
    def move_to_line(self, line: Line, *, by: Person, why: str = "") -> None:
        """Hand the request to another line, where it is unaccepted (C1)."""
        ticket = cast("Ticket", self).locked()
        rights.require(by, rights.MOVE)
        if line.pk == ticket.line_id:
            raise Refused("line.same", _("The request is on this line already."))
        was_line, was, usual = ticket.line_id, ticket.responsible, usual_work(ticket)
        if was is not None:
            ticket.observe(person=was, by=by)
        ticket.line, ticket.responsible = line, None
        ticket.nominee = ticket.nominated_at = ticket.offered_to = ticket.offered_until = None
        note = self._reason(by, why)
        cause = Cause.RETURN if ticket.kind != "new" else Cause.ACCEPT
        if cause == Cause.RETURN:
            ticket._move("ticket.line_changed", cause, by=by, line=line.pk, was_line=was_line, note=note)
        else:
            ticket._record("ticket.line_changed", by=by, line=line.pk, was_line=was_line, note=note)
        ticket._follow_usual_work(usual)

    @verb
    def nominate(self, *, to: Person, by: Person) -> None:
        """Say softly who would do best; the request stays open to all (R18)."""
        ticket = cast("Ticket", self).ready(Cause.ACCEPT, by)
        rights.require(by, rights.MOVE)
        if not to.may(rights.ACCEPT):
            raise Refused("assign.role", _("%(name)s cannot be responsible.") % {"name": to.name})
        _refuse_absent(to)
        ticket.nominee, ticket.nominated_at = to, clock.now()
        ticket.observe(person=to, by=by)
        ticket._record("ticket.nominated", by=by, to=to.pk)

    def _reason(self, by: Person, why: str) -> int | None:
        """A reason that somebody wrote is a note, so that it can be erased; the event points to it (F7)."""
        if not why.strip():
            return None
        return cast("Ticket", self).say(by=by, kind=MessageKind.NOTE, body=why).pk


def _refuse_absent(to: Person) -> None:
    """Nothing is given to somebody who is away (R17)."""
    until = ask.away_until(to)
    if until is not None:
        back = until.astimezone(ZoneInfo(to.time_zone)).strftime("%d.%m.%Y")
        raise Refused("person.away", _("%(name)s is away until %(day)s.") % {"name": to.name, "day": back})


def _tell_who_won(ticket: Any, by: Person) -> None:
    if not ticket.is_open:
        raise Stale("ticket.closed", _("The request is closed already."))
    if ticket.responsible_id != by.pk:
        raise Stale(
            "ticket.accepted",
            _("Already with %(name)s.") % {"name": ticket.responsible.name},
            who=ticket.responsible.name,
        )
