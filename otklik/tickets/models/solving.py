from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Unpack, cast

from django.utils.translation import gettext as _

from otklik.kernel import clock
from otklik.kernel.events import Side
from otklik.kernel.verbs import Refused, Stale, verb
from otklik.people import rights
from otklik.people.models import Person
from otklik.tickets.kinds import Cause, Closing, End, Kind, MessageKind, Outcome, PointState
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
        points: Iterable[int] | None = None,
        seen_up_to: int | None = None,
        **said: Unpack[Saying],
    ) -> Solution:
        """Propose a solution; an undecided older one is superseded (R2). A workaround never closes by silence (R7).

        Of several questions it names some, all by default; those of the older one go along with it.
        """
        ticket = cast("Ticket", self).ready(Cause.PROPOSE, by)
        rights.require(by, rights.REPLY)
        if not body.strip():
            raise Refused("message.empty", _("Write what was done and what to check."))
        ticket._stop_if_behind(by, seen_up_to)
        before = ticket.remember()
        named, older = ticket._named(points, tuple(PointState)), self._supersede(by)
        if older is not None:
            named = sorted({*named, *ticket._named(None, (PointState.ANSWERED,))})
        message = ticket.say(by=by, kind=MessageKind.SOLUTION, body=body, end=End.SOLUTION, **said)
        solution = _propose(ticket, message, by, is_workaround, named)
        ticket._set_points(named, PointState.ANSWERED)
        ticket.next_word_by = None
        ticket._move(
            "solution.proposed",
            Cause.PROPOSE_SOME if ticket._has_more() else Cause.PROPOSE,
            by=by,
            responsible=ticket._answering(by),
            message=message.pk,
            solution=solution.pk,
            number=solution.number,
            superseded=older.pk if older else None,
            points=named,
        )
        ticket._let_undo(message, before)
        return solution

    @verb
    def accept_solution(self, *, by: Person, number: int | None = None) -> bool:
        """The customer's «Помогло»: closes (B2), unless other questions stand (R7).

        From a colleague it is a suggestion (R15), and False is returned.
        """
        ticket = cast("Ticket", self).locked()
        ticket._require_customer_side(by)
        solution = self._current(number, by)
        if not ticket.may_decide(by):
            ticket._record("solution.seconded", by=by, side=Side.CUSTOMER, solution=solution.pk)
            return False
        _decide(solution, Outcome.ACCEPTED, by)
        ticket._set_points(solution.points, PointState.ACCEPTED)
        if solution.points and ticket.standing_points():
            some: dict[str, Any] = {"solution": solution.pk, "points": solution.points}
            ticket._move("solution.accepted_some", Cause.ACCEPT_SOME, by=by, side=Side.CUSTOMER, **some)
            return True
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
        helped: Iterable[int] = (),
    ) -> Message:
        """«Не помогло», with a reason: the request is open again (B1). Support may mark what the customer wrote
        (R2). `helped`: the questions that are done all the same (R7); a workaround that is not enough is no rejection.
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
        done = _done(solution, helped)
        side, kind = (Side.CUSTOMER, MessageKind.REQUEST)
        if by.is_staff_member:
            side, kind = Side.SUPPORT, MessageKind.NOTE
        message = words or ticket.say(by=by, side=side, kind=kind, body=reason, files=files, channel="portal")
        outcome = Outcome.NOT_ENOUGH if solution.is_workaround else Outcome.REJECTED
        _decide(solution, Outcome.PARTLY if done else outcome, by, reason=reason, words=words)
        ticket._set_points(done, PointState.ACCEPTED)
        is_whole = ticket.kind == Kind.SOLUTION_PROPOSED
        ticket.reopened += is_whole and not solution.is_workaround
        cause = Cause.REJECT_SOLUTION if is_whole else Cause.REJECT_SOME
        told: dict[str, Any] = {"solution": solution.pk, "message": message.pk, "points": done}
        ticket._move("solution.rejected", cause, by=by, side=side, **told)
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

    def _supersede(self, by: Person) -> Solution | None:
        """The older solution, if nobody has decided on it: it is replaced."""
        older = self.open_solution()
        if older is not None:
            _decide(older, Outcome.SUPERSEDED, by)
        return older

    def open_solution(self) -> Solution | None:
        """The solution that nobody has decided on yet."""
        return Solution.objects.filter(ticket=cast("Ticket", self), outcome="").select_related("message").first()

    def _current(self, number: int | None, by: Person) -> Solution:
        """The solution that `by` may decide on; a customer has not seen one that can still be taken back."""
        ticket = cast("Ticket", self)
        solution = ticket.open_solution()
        is_unseen = solution is not None and solution.message.is_pending and not by.is_staff_member
        may_be_decided = ticket.kind == Kind.SOLUTION_PROPOSED or (solution is not None and solution.points)
        if not may_be_decided or solution is None or is_unseen or not ticket.is_open:
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


def _done(solution: Solution, helped: Iterable[int]) -> list[int]:
    """The questions that are done although the solution as a whole is not what it should be."""
    done = sorted(set(helped))
    if not set(done) <= set(solution.points):
        raise Refused("points.unknown", _("Some of these questions are done or gone: look again."))
    if done and done == sorted(solution.points):
        raise Refused("reject.all", _("If everything helped, say that it helped."))
    return done


def _propose(ticket: Ticket, message: Message, by: Person, is_workaround: bool, points: list[int]) -> Solution:
    return Solution.objects.create(
        ticket=ticket,
        message=message,
        number=ticket.solutions.count() + 1,
        proposed_by=by,
        proposed_at=clock.now(),
        is_workaround=is_workaround,
        points=points,
    )


def _decide(
    solution: Solution, outcome: Outcome, by: Person | None, *, reason: str = "", words: Message | None = None
) -> None:
    solution.outcome, solution.decided_by, solution.decided_at = outcome, by, clock.now()
    solution.reason, solution.words = reason, words
    solution.save(update_fields=["outcome", "decided_by", "decided_at", "reason", "words"])
