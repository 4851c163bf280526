from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from otklik.kernel import clock
from otklik.kernel.events import Side
from otklik.kernel.updating import update
from otklik.kernel.verbs import Refused, Stale, verb
from otklik.people.models import Person
from otklik.tickets import machine
from otklik.tickets.kinds import Cause, Kind, MessageKind, Outcome, PointState
from otklik.tickets.models.facts import Solution
from otklik.tickets.models.message import Message
from otklik.tickets.models.status import Status

if TYPE_CHECKING:
    from otklik.tickets.models.ticket import Ticket

_STANDING = ("status", "status_since", "turn", "turn_since", "wake", "wait")
_MADE = ("status", "responsible", "next", "solution", "points")


class Undoing:
    """Undo send: within the window the customer has seen nothing, and everything becomes as before (B9).

    An answer remembers what was before it and what it made. What somebody changed since is not what it made any more,
    and stays.
    """

    @verb
    def take_back(self, message: Message, *, by: Person) -> Message:
        """Never have said it. Raises `Stale` once it has left."""
        ticket = cast("Ticket", self).locked()
        if ticket.merged_into is not None:
            return ticket.merged_into.take_back(message, by=by)
        mine = Message.objects.filter(pk=message.pk, ticket=ticket, author=by, withdrawn_at__isnull=True)
        if not mine.filter(visible_at__gt=clock.now()).update(withdrawn_at=clock.now()):
            raise Stale("undo.late", _("The message has left already."))
        message.refresh_from_db()
        if not message.before:
            raise Refused("undo.first", _("What a request begins with cannot be taken back."))
        Solution.objects.filter(message=message).delete()
        ticket._undo(message.before, _answer_after(message))
        ticket.point_to_last()
        ticket._record("message.taken_back", by=by, message=message.pk)
        return message

    def remember(self) -> dict[str, Any]:
        """What an answer may be about to change."""
        ticket = cast("Ticket", self)
        solution, wait = ticket.open_solution(), ticket.running_wait()
        return {
            "ticket": ticket.pk,
            "status": ticket.status_id,
            "status_since": _stamp(ticket.status_since),
            "turn": ticket.turn,
            "turn_since": _stamp(ticket.turn_since),
            "wake": _stamp(ticket.wake_at),
            "wait": wait.pk if wait else None,
            "owed": _stamp(ticket.reply_owed_since),
            "next": _stamp(ticket.next_word_by),
            "responsible": ticket.responsible_id,
            "accepted": _stamp(ticket.accepted_at),
            "solution": solution.pk if solution else None,
            "points": [[point.number, point.state] for point in ticket.standing_points()],
        }

    def _let_undo(self, message: Message, was: dict[str, Any]) -> None:
        """Let the message be taken back for as long as it has not left; `was` is what `remember` said before it."""
        if message.is_pending:
            now = self.remember()
            message.before = {**was, "made": {key: now[key] for key in _MADE}}
            update(message, "before")

    def point_to_last(self) -> None:
        """Let the request know its last messages again."""
        ticket = cast("Ticket", self)
        said = Message.objects.filter(ticket=ticket, withdrawn_at__isnull=True).order_by("-created_at", "-id")
        ticket.last_message = said.exclude(kind=MessageKind.PRIVATE).first()
        ticket.last_public_message = said.public().first()

    def _undo(self, was: dict[str, Any], later: Message | None) -> None:
        ticket = cast("Ticket", self)
        if was["solution"] and ticket.open_solution() is None:
            Solution.objects.filter(pk=was["solution"], outcome=Outcome.SUPERSEDED).update(
                outcome="", decided_by=None, decided_at=None
            )
        if ticket.points:
            ticket._give_points_back(was)
        if later is not None:
            _hand_on(was, later)
        elif ticket.is_open:
            ticket._give_back(was)
        if ticket.kind == Kind.SOLUTION_PROPOSED and ticket.open_solution() is None:
            ticket._become(ticket._working_kind())
        elif ticket.points:
            ticket._become(Kind(ticket.kind))

    def _give_points_back(self, was: dict[str, Any]) -> None:
        """As they stood, but those that somebody has moved on since; what fits nothing any more opens by itself."""
        ticket = cast("Ticket", self)
        made = dict(map(tuple, was["made"].get("points", ())))
        now = {point.number: point.state for point in ticket.standing_points()}
        for number, state in was.get("points", ()):
            if now.get(number) == made.get(number) != state:
                ticket._set_points([number], PointState(state))

    def _give_back(self, was: dict[str, Any]) -> None:
        ticket, now, made = cast("Ticket", self), self.remember(), was["made"]
        is_here = was["ticket"] == ticket.pk  # a request that took it in by merging had a life of its own
        wrote = ticket.reply_owed_since is not None
        ticket.reply_owed_since = _instant(_first(was["owed"], now["owed"]))
        if is_here and now["next"] == made["next"]:
            ticket.next_word_by = _instant(was["next"])
        if is_here and now["responsible"] == made["responsible"]:
            ticket.responsible_id, ticket.accepted_at = was["responsible"], _instant(was["accepted"])
        if now["status"] != made["status"]:
            ticket._become(Kind(ticket.kind))
        elif is_here:
            ticket._stand_again(was, wrote)
        else:
            ticket._become(ticket._working_kind())

    def _stand_again(self, was: dict[str, Any], wrote: bool) -> None:
        """Be in the former status again, with its timer and its waiting; `wrote`: the customer did, meanwhile (R1)."""
        ticket, status = cast("Ticket", self), Status.objects.get(pk=was["status"])
        former = Kind(status.kind)
        kind = machine.step(Side.CUSTOMER, Cause.WRITE, former, debt=True)[0] if wrote else former
        ticket._become(kind, status if kind == former else None)
        if kind == former:
            ticket.status_since = _instant(was["status_since"]) or ticket.status_since
            ticket.wake_at = _instant(was["wake"])
            ticket.waits.filter(pk=was["wait"]).update(ended_at=None, ended_how="")
        if ticket.turn == was["turn"]:
            ticket.turn_since = _instant(was["turn_since"]) or ticket.turn_since

    def _working_kind(self) -> Kind:
        return Kind.IN_WORK if cast("Ticket", self).responsible_id else Kind.NEW


def _answer_after(message: Message) -> Message | None:
    """The next answer of support that still stands."""
    answers = Message.objects.filter(ticket=message.ticket_id, kind__in=[MessageKind.REPLY, MessageKind.SOLUTION])
    return answers.filter(pk__gt=message.pk, withdrawn_at__isnull=True).order_by("pk").first()


def _hand_on(was: dict[str, Any], later: Message) -> None:
    """A later answer stands: if it is taken back too, it gives back what was before both."""
    if later.before is None:
        return
    theirs, made = later.before, was["made"]
    theirs["owed"] = _first(theirs["owed"], was["owed"])
    groups = {
        "status": _STANDING,
        "responsible": ("responsible", "accepted"),
        "next": ("next",),
        "solution": ("solution",),
        "points": ("points",),
    }
    for key, group in groups.items():
        if theirs.get(key) == made.get(key):
            theirs.update({name: was.get(name) for name in group})
    later.save(update_fields=["before"])


def _first(*stamps: str | None) -> str | None:
    """The earliest of ISO 8601 instants in UTC."""
    return min((stamp for stamp in stamps if stamp), key=datetime.fromisoformat, default=None)


def _stamp(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _instant(stamp: str | None) -> datetime | None:
    return parse_datetime(stamp) if stamp else None
