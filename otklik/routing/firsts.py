"""How soon customers hear a first word, and how soon a first answer to the point: two figures, not one (R4).

Counted by the week in which a request came, over the rows that are kept for the expectation: requests that customers
opened themselves (R12), without those that leave no trace (R8). Time runs around the clock, as a customer waits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Aggregate, Count, DurationField, F, Q, QuerySet
from django.db.models.functions import TruncWeek

from otklik.kernel import clock, replica
from otklik.people import company
from otklik.people.models import Person
from otklik.routing.models import Expectation
from otklik.tickets.kinds import TRACELESS
from otklik.tickets.models import Ticket

WEEKS = 8
WORD, POINT = "word", "point"
WAITING = {
    WORD: Q(answered_at__isnull=True),
    POINT: Q(answered_at__isnull=False, substance_at__isnull=True),
}
"""What has had no word at all, and what has had only words that hold."""


class Percentile(Aggregate):
    """Within which length such a share of the known lengths lies."""

    function = "percentile_disc"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()

    def __init__(self, expression: object, share: float) -> None:
        super().__init__(expression, share=share)


@dataclass(frozen=True, slots=True)
class Week:
    """Requests that came in a week: how many, how many have waited in vain, and within what half and four of five heard
    a word, and an answer to the point; None when nobody has.
    """

    begins: date
    count: int
    silent: int
    held: int
    word: timedelta | None
    word_most: timedelta | None
    point: timedelta | None
    point_most: timedelta | None


@replica.reading
def weeks(reader: Person) -> Sequence[Week]:
    """The last weeks in the company's zone, the newest first."""
    since = clock.now() - timedelta(weeks=WEEKS)
    begins = TruncWeek("at", tzinfo=_zone())
    word, point = F("answered_at") - F("at"), F("substance_at") - F("at")
    rows = (
        _counted(reader)
        .filter(at__gte=midnight(_monday(since)))
        .annotate(week=begins)
        .values("week")
        .annotate(
            count=Count("pk"),
            silent=Count("pk", filter=WAITING[WORD]),
            held=Count("pk", filter=WAITING[POINT]),
            word=Percentile(word, 0.5),
            word_most=Percentile(word, 0.8),
            point=Percentile(point, 0.5),
            point_most=Percentile(point, 0.8),
        )
    )
    return [
        Week(
            row["week"].astimezone(_zone()).date(),
            row["count"],
            row["silent"],
            row["held"],
            row["word"],
            row["word_most"],
            row["point"],
            row["point_most"],
        )
        for row in rows.order_by("-week")
    ]


def found(reader: Person, week: date, waits: str = "") -> QuerySet[Expectation]:
    """The requests that a figure counts: those of a week, or those of them that wait for a `WORD` or the `POINT`."""
    known = _counted(reader).filter(at__gte=midnight(week), at__lt=midnight(week + timedelta(days=7)))
    known = known.filter(WAITING[waits]) if waits in WAITING else known
    return known.select_related("ticket__responsible")


def midnight(day: date) -> datetime:
    """When a day begins in the company's zone."""
    return datetime.combine(day, time(), _zone())


def _counted(reader: Person) -> QuerySet[Expectation]:
    seen = Ticket.objects.visible_to(reader).exclude(closing_kind__in=TRACELESS)
    return Expectation.objects.filter(ticket__in=seen)


def _monday(at: datetime) -> date:
    day = at.astimezone(_zone()).date()
    return day - timedelta(days=day.weekday())


def _zone() -> ZoneInfo:
    return ZoneInfo(company.TIME_ZONE.value)
