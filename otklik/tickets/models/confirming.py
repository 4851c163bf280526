from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.utils.translation import gettext as _

from otklik.kernel import clock
from otklik.kernel.events import Side
from otklik.kernel.verbs import Forbidden, Refused, verb
from otklik.people.models import Person
from otklik.tickets.kinds import Cause, End, Kind, MessageKind
from otklik.tickets.models.message import Message

if TYPE_CHECKING:
    from otklik.tickets.models.ticket import Ticket


class Confirming:
    """What an agent wrote down of the customer's words is the customer's to confirm or correct (A7, R13)."""

    @verb
    def confirm(self, record: Message, *, by: Person) -> None:
        """«Всё верно»: the record stands; nothing about the turn changes."""
        ticket = self._record_of(record, by)
        if record.confirmed_at is None:
            record.confirmed_at = clock.now()
            record.save(update_fields=["confirmed_at"])
            ticket._record("message.confirmed", by=by, side=Side.CUSTOMER, message=record.pk)

    @verb
    def correct(self, record: Message, *, by: Person, body: str) -> Message:
        """«Было не так»: the correction stands beside the record, and a reply is owed."""
        ticket = self._record_of(record, by)
        correction = ticket.write(by=by, body=body, channel="portal")
        ticket._record("message.corrected", by=by, side=Side.CUSTOMER, message=record.pk, correction=correction.pk)
        return correction

    @verb
    def answered_already(self, question: Message, *, by: Person) -> None:
        """«Я уже отвечал на это»: the turn is ours again, and the waiting is charged to us (R13)."""
        ticket = cast("Ticket", self).ready(Cause.WRITE, by, Side.CUSTOMER)
        is_asked = question.end == End.ASKED and question.ticket_id == ticket.pk and not question.is_pending
        if ticket.kind != Kind.AWAITING_CUSTOMER or not is_asked:
            raise Refused("question.none", _("No question waits for you here."))
        if not ticket.may_decide(by):
            raise Forbidden("question.whose", _("The author or the head of your company says this."))
        ticket._move(
            "ticket.answered_already",
            Cause.WRITE,
            by=by,
            side=Side.CUSTOMER,
            message=question.pk,
            owed_since=question.created_at,
        )

    def _record_of(self, record: Message, by: Person) -> Ticket:
        ticket = cast("Ticket", self).locked()
        if record.ticket_id != ticket.pk or record.kind != MessageKind.CALL:
            raise Refused("record.none", _("There is nothing to confirm."))
        if not ticket.may_decide(by):
            raise Forbidden("record.whose", _("The author or the head of your company confirms this."))
        return ticket
