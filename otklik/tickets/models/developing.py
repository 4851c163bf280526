from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django.utils.translation import gettext as _

from otklik.kernel.events import Side
from otklik.kernel.updating import update
from otklik.kernel.verbs import Refused, verb
from otklik.people import rights
from otklik.people.models import Person
from otklik.tickets.kinds import Cause, Kind, MessageKind, PointState, WaitKind
from otklik.tickets.models.facts import Wait
from otklik.tickets.models.status import Status

if TYPE_CHECKING:
    from otklik.tickets.models.message import Message
    from otklik.tickets.models.ticket import Ticket


class Developing:
    """In development: passed on, its date, what developers say, released (L1, R5)."""

    @verb
    def develop(
        self,
        *,
        key: str,
        by: Person,
        due: datetime | None = None,
        url: str = "",
        what: str = "",
        is_wanted: bool = False,
        points: Iterable[int] | None = None,
        status: Status | None = None,
    ) -> Wait:
        """Pass to development: the key of a task is demanded, unless the task is being made (`is_wanted`); the due date
        may follow (R5). Of several questions some go, all that are open by default (R7).
        """
        ticket = cast("Ticket", self).ready(Cause.DEVELOP, by)
        rights.require(by, rights.MOVE)
        if not key.strip() and not is_wanted:
            raise Refused("wait.empty", _("Give the key of the development task."), name="key")
        going = ticket._named(points, (PointState.OPEN, PointState.DEVELOPING))
        wait = ticket._wait(WaitKind.DEVELOPMENT, by=by, until=due, key=key.strip(), url=url, what=what)
        ticket._set_points(going, PointState.DEVELOPING)
        ticket._move(
            "ticket.in_development",
            Cause.DEVELOP,
            by=by,
            status=status,
            responsible=ticket._answering(by),
            wait=wait.pk,
            until=due.isoformat() if due else None,
            points=going,
        )
        return wait

    @verb
    def name_task(self, *, key: str, url: str) -> bool:
        """The task that was wanted exists now. Safe to call twice."""
        ticket = cast("Ticket", self).locked()
        wait = ticket._developing()
        if wait is None or (wait.key, wait.url) == (key, url):
            return False
        wait.key, wait.url = key, url
        update(wait, "key", "url")
        ticket._record("ticket.task_named", by=None, wait=wait.pk, key=key)
        return True

    @verb
    def move_due(self, until: datetime | None, *, by: Person | None = None) -> bool:
        """Development has a date, another one, or none any more. A date that moved is a debt of reply (R5); the first
        one is none. Safe to call twice.
        """
        ticket = cast("Ticket", self).locked()
        wait = ticket._developing()
        if wait is None or wait.until == until:
            return False
        before, wait.until = wait.until, until
        update(wait, "until")
        said: dict[str, Any] = {"wait": wait.pk, "until": until.isoformat() if until else None}
        if before is None:
            ticket._record("ticket.due_named", by=by, **said)
        else:
            ticket._move("ticket.due_moved", Cause.MOVE_DUE, by=by, before=before.isoformat(), **said)
        return True

    @verb
    def hear_development(self, body: str) -> Message:
        """A developer said something in the tracker: a note, never a word to the customer (R5)."""
        ticket = cast("Ticket", self).locked()
        told = [ticket.responsible] if ticket.responsible is not None else []
        message = ticket.say(
            by=None, side=Side.SYSTEM, kind=MessageKind.NOTE, body=body, channel="tracker", notify=told
        )
        ticket._record("ticket.noted", by=None, message=message.pk)
        return message

    @verb
    def release(self) -> bool:
        """Development released its work: our turn (R5). Whatever is not in development any more stays as it is."""
        ticket = cast("Ticket", self).locked()
        if ticket.kind != Kind.IN_DEVELOPMENT:
            return False
        ticket._move("ticket.released", Cause.RELEASE, by=None)
        return True

    def _developing(self) -> Wait | None:
        ticket = cast("Ticket", self)
        wait = ticket.running_wait()
        is_there = wait is not None and wait.kind == WaitKind.DEVELOPMENT and ticket.kind == Kind.IN_DEVELOPMENT
        return wait if is_there else None
