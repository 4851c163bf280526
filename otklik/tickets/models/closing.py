from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.utils.translation import gettext as _

from otklik.kernel import clock
from otklik.kernel.events import Side
from otklik.kernel.verbs import Forbidden, Refused, verb
from otklik.people import rights
from otklik.people.models import Person
from otklik.tickets.kinds import TRACELESS, Cause, Closing, Kind, MessageKind, Outcome, Turn
from otklik.tickets.models.facts import Closing as ClosingFact
from otklik.tickets.models.facts import Rating, Solution
from otklik.tickets.models.message import Message

if TYPE_CHECKING:
    from otklik.tickets.models.ticket import Ticket

BY_SUPPORT = (
    Closing.SOLVED,
    Closing.REFUSED,
    Closing.RECORDED,
    Closing.SELF_SOLVED,
    Closing.COMMUNITY,
    Closing.WITHDRAWN,
    *TRACELESS,
)
"""How support may close (R8)."""


class ClosingCapability:
    """Closing, reopening, rating, and taking a sent message back."""

    @verb
    def close(self, kind: str, *, by: Person, reason: str = "", rule: str = "") -> None:
        """Support closes, saying how (R8); a refusal names its rule."""
        ticket = cast("Ticket", self).ready(Cause.CLOSE, by)
        rights.require(by, rights.CLOSE)
        if kind not in BY_SUPPORT:
            raise Refused("closing.kind", _("Choose how the request is closed."))
        if kind == Closing.REFUSED and not rule.strip():
            raise Refused("closing.rule", _("Name the rule by which you refuse."))
        ticket._closed(Closing(kind), by=by, reason=reason, rule=rule)
        ticket._move("ticket.closed", Cause.CLOSE, by=by, closing=kind)

    @verb
    def withdraw(self, *, by: Person, solved: bool = False) -> None:
        """The customer closes at any status: it solved itself, or is not needed any more (R8)."""
        ticket = cast("Ticket", self).ready(Cause.WITHDRAW, by, Side.CUSTOMER)
        if not ticket.may_decide(by):
            raise Forbidden("ticket.withdraw", _("The author or the head of your company closes it."))
        kind = Closing.SELF_SOLVED if solved else Closing.WITHDRAWN
        ticket._closed(kind, by=by)
        ticket._move("ticket.withdrawn", Cause.WITHDRAW, by=by, side=Side.CUSTOMER, closing=kind.value)

    @verb
    def close_by_silence(self) -> bool:
        """Close what the customer left unanswered; never while a reply is owed or a workaround stands (R7, R10)."""
        ticket = cast("Ticket", self).locked()
        solution = ticket.open_solution()
        if ticket.kind not in (Kind.AWAITING_CUSTOMER, Kind.SOLUTION_PROPOSED) or ticket.reply_owed_since:
            return False
        if ticket.turn != Turn.CUSTOMER or (solution is not None and solution.is_workaround):
            return False
        if solution is not None:
            Solution.objects.filter(pk=solution.pk).update(outcome=Outcome.BY_SILENCE, decided_at=clock.now())
        ticket._closed(Closing.BY_SILENCE, by=None)
        ticket._move("ticket.closed_by_silence", Cause.SILENCE, by=None, closing=Closing.BY_SILENCE.value)
        return True

    @verb
    def remind(self, body: str, *, number: int) -> Message:
        """Ask the silent customer once more, visibly to both sides; nothing about the turn changes (R10)."""
        ticket = cast("Ticket", self).ready(Cause.SILENCE, None)
        message = ticket.say(by=None, side=Side.SYSTEM, kind=MessageKind.REMINDER, body=body, channel="silence")
        ticket._record("ticket.reminded", by=None, message=message.pk, number=number)
        return message

    @verb
    def reopen(self, *, by: Person, reason: str = "") -> None:
        """Support opens it again."""
        ticket = cast("Ticket", self).ready(Cause.REOPEN, by)
        rights.require(by, rights.CLOSE)
        if ticket.merged_into_id is not None:
            raise Refused("reopen.merged", _("The request is merged into another one."))
        ticket._note_reopening(by, reason)
        ticket._move("ticket.reopened", Cause.REOPEN, by=by, message=None)

    @verb
    def rate(self, score: int, *, by: Person, comment: str = "", channel: str = "portal") -> Rating:
        """Rate a closed request, 1 to 5; a second rating replaces the first (B8). Spam and the like are not rated
        (R8).
        """
        ticket = cast("Ticket", self).locked()
        if ticket.is_open or ticket.closing_kind in TRACELESS:
            raise Refused("rating.open", _("Only a finished request can be rated."))
        if not ticket.may_decide(by):
            raise Forbidden("rating.whose", _("The author or the head of your company rates it."))
        if not 1 <= score <= 5:
            raise Refused("rating.score", _("Choose a mark from 1 to 5."))
        rating, _new = Rating.objects.update_or_create(
            ticket=ticket,
            defaults={
                "score": score,
                "comment": comment,
                "by": by,
                "responsible": ticket.responsible,
                "at": clock.now(),
                "channel": channel,
            },
        )
        ticket._record("ticket.rated", by=by, side=Side.CUSTOMER, rating=rating.pk, score=score)
        return rating

    def _closed(self, kind: Closing, *, by: Person | None, reason: str = "", rule: str = "") -> None:
        ticket = cast("Ticket", self)
        ticket.closed_at, ticket.closing_kind, ticket.next_word_by = clock.now(), kind.value, None
        ticket._close_points()
        ClosingFact.objects.create(ticket=ticket, kind=kind, by=by, at=clock.now(), reason=reason, rule=rule)

    def _note_reopening(self, by: Person | None, reason: str = "") -> None:
        ticket = cast("Ticket", self)
        ClosingFact.objects.filter(ticket=ticket, reopened_at__isnull=True).update(
            reopened_at=clock.now(), reopened_by=by, reopening_reason=reason
        )
        ticket.reopened += 1
        ticket.closed_at, ticket.closing_kind = None, ""
