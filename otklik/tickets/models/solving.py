from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack, cast

from django.utils.translation import gettext as _

from otklik.kernel import clock
from otklik.kernel.events import Side
from otklik.kernel.verbs import Refused, Stale, verb
from otklik.people import rights
from otklik.people.models import Person
from otklik.tickets.kinds import Cause, Closing, End, Kind, MessageKind, Outcome
from otklik.tickets.models.conversing import Saying
from otklik.tickets.models.facts import Solution
from otklik.tickets.models.message import Message

if TYPE_CHECKING:
    from otklik.tickets.models.attachment import Attachment
    from otklik.tickets.models.ticket import Ticket


class Solving:
    """Support proposes, the customer decides (B2)."""

    @verb
    def propose(
        self,
        *,
        by: Person,
        body: str,
        is_workaround: bool = False,
        seen_up_to: int | None = None,
        **said: Unpack[Saying],
    ) -> Solution:
        """Propose a solution; an undecided older one is superseded (R2). A workaround never closes by silence (R7)."""
        ticket = cast("Ticket", self).ready(Cause.PROPOSE, by)
        rights.require(by, rights.REPLY)
        if not body.strip():
            raise Refused("message.empty", _("Write what was done and what to check."))
        ticket._stop_if_behind(by, seen_up_to)
        before = ticket.remember()
        if older := ticket.open_solution():
            _decide(older, Outcome.SUPERSEDED, by)
        message = ticket.say(by=by, kind=MessageKind.SOLUTION, body=body, end=End.SOLUTION, **said)
        solution = _propose(ticket, message, by, is_workaround)
        ticket.next_word_by = None
        ticket._move(
            "solution.proposed",
            Cause.PROPOSE,
            by=by,
            responsible=ticket._answering(by),
            message=message.pk,
            solution=solution.pk,
            number=solution.number,
            superseded=older.pk if older else None,
        )
        ticket._let_undo(message, before)
        return solution

    @verb
    def accept_solution(self, *, by: Person, number: int | None = None) -> bool:
        """The customer's «Помогло»: closes (B2). From a colleague it is a suggestion (R15), and False is returned."""
        ticket = cast("Ticket", self).locked()
        ticket._require_customer_side(by)
        solution = self._current(number, by)
        if not ticket.may_decide(by):
            ticket._record("solution.seconded", by=by, side=Side.CUSTOMER, solution=solution.pk)
            return False
        _decide(solution, Outcome.ACCEPTED, by)
        ticket._closed(Closing.SOLVED, by=by)
        ticket._move("solution.accepted", Cause.ACCEPT_SOLUTION, by=by, side=Side.CUSTOMER, solution=solution.pk)
        return True

    @verb
    def reject_solution(
        self,
        *,
        by: Person,
        reason: str,
        number: int | None = None,
        files: Sequence[Attachment] = (),
        words: Message | None = None,
    ) -> Message:
        """«Не помогло», with a reason: the request is open again (B1). Support may mark what the customer wrote
        (R2).
        """
        ticket = cast("Ticket", self).locked()
        solution = self._current(number, by)
        if not reason.strip():
            raise Refused("reject.reason", _("Write what does not work: this helps to solve it sooner."))
        if by.is_staff_member:
            rights.require(by, rights.REPLY)
        elif not ticket.may_decide(by):
            return ticket.write(by=by, body=reason, files=files)
        if words is not None:
            _refuse_other_words(words, solution)
        side = Side.SUPPORT if by.is_staff_member else Side.CUSTOMER
        message = words or ticket.say(
            by=by,
            side=side,
            kind=MessageKind.NOTE if by.is_staff_member else MessageKind.REQUEST,
            body=reason,
            files=files,
            channel="portal",
        )
        _decide(solution, Outcome.REJECTED, by, reason=reason, words=words)
        ticket.reopened += 1
        ticket._move(
            "solution.rejected", Cause.REJECT_SOLUTION, by=by, side=side, solution=solution.pk, message=message.pk
        )
        return message

    @verb
    def close_in_words(self, words: Message, *, by: Person) -> None:
        """«Закрыть со слов клиента»: the customer said that it works; the sentence is kept as proof (R2)."""
        ticket = cast("Ticket", self).ready(Cause.CLOSE, by)
        rights.require(by, rights.CLOSE)
        solution = self._current(None, by)
        _refuse_other_words(words, solution)
        if words.author is None or not ticket.may_decide(words.author):
            raise Refused("words.whose", _("These are not the words of the author or of the head of their company."))
        _decide(solution, Outcome.ACCEPTED_IN_WORDS, by, words=words)
        ticket._closed(Closing.ACCEPTED_IN_WORDS, by=by)
        ticket._move("solution.accepted_in_words", Cause.CLOSE, by=by, solution=solution.pk, words=words.pk)

    def open_solution(self) -> Solution | None:
        """The solution that nobody has decided on yet."""
        return Solution.objects.filter(ticket=cast("Ticket", self), outcome="").select_related("message").first()

    def _current(self, number: int | None, by: Person) -> Solution:
        """The solution that `by` may decide on; a customer has not seen one that can still be taken back."""
        ticket = cast("Ticket", self)
        solution = ticket.open_solution()
        is_unseen = solution is not None and solution.message.is_pending and not by.is_staff_member
        if ticket.kind != Kind.SOLUTION_PROPOSED or solution is None or is_unseen:
            raise Stale("solution.none", _("There is no solution to decide on now."))
        if number is not None and number != solution.number:
            raise Stale("solution.newer", _("There is a newer solution. Read it first."))
        return solution


def _refuse_other_words(words: Message, solution: Solution) -> None:
    """What the customer says of a solution, they say after it (R2)."""
    if words.ticket_id != solution.ticket_id or words.side != Side.CUSTOMER or words.kind != MessageKind.REQUEST:
        raise Refused("words.whose", _("These are not the customer's words."))
    if words.created_at < solution.proposed_at:
        raise Refused("words.old", _("This was said before the solution."))


def _propose(ticket: Ticket, message: Message, by: Person, is_workaround: bool) -> Solution:
    return Solution.objects.create(
        ticket=ticket,
        message=message,
        number=ticket.solutions.count() + 1,
        proposed_by=by,
        proposed_at=clock.now(),
        is_workaround=is_workaround,
    )


def _decide(
    solution: Solution, outcome: Outcome, by: Person | None, *, reason: str = "", words: Message | None = None
) -> None:
    solution.outcome, solution.decided_by, solution.decided_at = outcome, by, clock.now()
    solution.reason, solution.words = reason, words
    solution.save(update_fields=["outcome", "decided_by", "decided_at", "reason", "words"])
