from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, cast

from django.db import models
from django.utils.translation import gettext as _

from otklik.kernel import clock
from otklik.kernel.text import clean_line
from otklik.kernel.verbs import Refused, verb
from otklik.people import rights
from otklik.people.models import Person
from otklik.tickets.kinds import Cause, Kind, PointState

if TYPE_CHECKING:
    from otklik.tickets.models.ticket import Ticket

MOST = 20
LONGEST = 200
WORKED_ON = (Kind.NEW, Kind.IN_WORK, Kind.REOPENED, Kind.IN_DEVELOPMENT)
"""When the last question that nobody has answered is dropped, only the solution is left to decide on."""


class PointQuerySet(models.QuerySet["Point"]):
    """The vocabulary of points."""

    def visible_to(self, person: Person | None) -> PointQuerySet:
        """Whoever sees the request sees what it asks."""
        from otklik.tickets.models.ticket import Ticket

        return self.filter(ticket__in=Ticket.objects.visible_to(person))

    def standing(self) -> PointQuerySet:
        """Not done yet."""
        return self.exclude(state=PointState.ACCEPTED)


class Point(models.Model):
    """*Пункт*: one of several questions of a request (R7). `number` is its own within the request."""

    ticket = models.ForeignKey("Ticket", on_delete=models.CASCADE, related_name="questions")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=LONGEST)
    state = models.CharField(max_length=10, choices=PointState.choices, default=PointState.OPEN)
    named_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = PointQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["ticket", "number"], name="point_number")]


class Pointing:
    """Several questions in one request: named, answered and accepted one by one (R7).

    `Ticket.points` counts them, so that a request without any never asks for them. What stands answered is named by the
    open solution, what is in development belongs to a request in development: anything else is open again.
    """

    @verb
    def name_points(self, texts: Sequence[str], *, by: Person) -> list[Point]:
        """Say which questions the request holds, or that there are more. The customer reads them."""
        ticket = cast("Ticket", self).locked()
        _require(ticket, by)
        wanted = [text for text in dict.fromkeys(clean_line(text).strip() for text in texts) if text]
        known = list(ticket.questions.all()) if ticket.points else []
        if not wanted or len(known) + len(wanted) < 2:
            raise Refused("points.few", _("Name at least two questions, one a line."), name="texts")
        if len(known) + len(wanted) > MOST or any(len(text) > LONGEST for text in wanted):
            said = _("At most %(most)s questions of %(longest)s characters each.") % {"most": MOST, "longest": LONGEST}
            raise Refused("points.many", said, name="texts")
        first, now = max((point.number for point in known), default=0) + 1, clock.now()
        made = Point.objects.bulk_create(
            Point(ticket=ticket, number=number, text=text, named_by=by, named_at=now, changed_at=now)
            for number, text in enumerate(wanted, first)
        )
        ticket.points = len(known) + len(made)
        ticket._become(Kind(ticket.kind))
        ticket._record("points.named", by=by, points=[point.number for point in made])
        return made

    @verb
    def drop_point(self, number: int, *, by: Person) -> None:
        """It is no question of this request after all; what is answered or done already stays."""
        ticket = cast("Ticket", self).locked()
        _require(ticket, by)
        gone = ticket.questions.filter(number=number, state__in=(PointState.OPEN, PointState.DEVELOPING)).delete()[0]
        if not gone:
            raise Refused("point.none", _("This question cannot be dropped any more."))
        ticket.points = ticket.questions.count()
        is_decided = ticket.points and not ticket._has_more() and ticket.open_solution() is not None
        if is_decided and ticket.kind in WORKED_ON and ticket.reply_owed_since is None:
            ticket._move("point.dropped", Cause.PROPOSE, by=by, point=number)
            return
        ticket._become(Kind(ticket.kind))
        ticket._record("point.dropped", by=by, point=number)

    def standing_points(self) -> list[Point]:
        """What is not done yet; asks nothing where there are none."""
        ticket = cast("Ticket", self)
        return list(ticket.questions.standing()) if ticket.points else []

    def _named(self, numbers: Iterable[int] | None, among: Collection[PointState]) -> list[int]:
        """The numbers of the chosen questions, of all that stand so where none was chosen. Raises Refused."""
        ticket = cast("Ticket", self)
        known = [point.number for point in ticket.standing_points() if point.state in among]
        if numbers is None:
            return known
        chosen = sorted(set(numbers))
        if known and not chosen:
            raise Refused("points.none", _("Choose which questions it is about."), name="points")
        if not set(chosen) <= set(known):
            raise Refused("points.unknown", _("Some of these questions are done or gone: look again."), name="points")
        return chosen

    def _set_points(self, numbers: Collection[int], state: PointState) -> None:
        if numbers:
            points = cast("Ticket", self).questions.filter(number__in=numbers).exclude(state=state)
            points.update(state=state, changed_at=clock.now())

    def _has_more(self) -> bool:
        """Whether some question is neither answered nor done."""
        states = (point.state for point in cast("Ticket", self).standing_points())
        return any(state != PointState.ANSWERED for state in states)

    def _straighten(self, to: Kind) -> list[PointState]:
        """Open again whatever no solution names and nobody develops any more; how those that stand, stand."""
        ticket = cast("Ticket", self)
        points = ticket.standing_points()
        if not points or to == Kind.CLOSED:
            return []
        solution = ticket.open_solution() if any(one.state == PointState.ANSWERED for one in points) else None
        named = solution.points if solution else ()
        loose = [
            point
            for point in points
            if (point.state == PointState.DEVELOPING and to != Kind.IN_DEVELOPMENT)
            or (point.state == PointState.ANSWERED and point.number not in named)
        ]
        ticket._set_points([point.number for point in loose], PointState.OPEN)
        return [PointState.OPEN if point in loose else PointState(point.state) for point in points]

    def _close_points(self) -> None:
        """What was answered when the request was closed is done."""
        ticket = cast("Ticket", self)
        answered = [point.number for point in ticket.standing_points() if point.state == PointState.ANSWERED]
        ticket._set_points(answered, PointState.ACCEPTED)


def _require(ticket: Ticket, by: Person) -> None:
    rights.require(by, rights.REPLY)
    if not ticket.is_open:
        raise Refused("points.closed", _("The request is closed."))
