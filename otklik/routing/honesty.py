"""How it turned out: whether customers heard when we had said they would (D6); how much silence closed (R10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q
from django.db.models.functions import TruncWeek

from otklik.kernel import clock
from otklik.people.models import Person
from otklik.routing.models import Expectation
from otklik.tickets.kinds import TRACELESS
from otklik.tickets.kinds import Closing as Kind
from otklik.tickets.models import Ticket
from otklik.tickets.models.facts import Closing

WEEKS = 8
DAYS = 30


@dataclass(frozen=True, slots=True)
class Week:
    """Requests of a week whose customers were told something: how many, and how many of them heard in time."""

    begins: datetime
    told: int
    kept: int


@dataclass(frozen=True, slots=True)
class Silence:
    """Closings of a person on a line: how many, and how many of them by silence."""

    person: str
    line: Mapping[str, str]
    closed: int
    silent: int


def weeks() -> Sequence[Week]:
    """The last weeks, the newest first. What still waits within what was said is not judged yet."""
    now = clock.now()
    found = Expectation.objects.filter(at__gte=now - timedelta(weeks=WEEKS), shown__isnull=False)
    kept = Q(answered_at__lte=F("at") + F("shown"))
    judged = found.filter(Q(answered_at__isnull=False) | Q(at__lt=now - F("shown")))
    rows = (
        judged.annotate(week=TruncWeek("at")).values("week").annotate(told=Count("pk"), kept=Count("pk", filter=kept))
    )
    return [Week(row["week"], row["told"], row["kept"]) for row in rows.order_by("-week")]


def silence(reader: Person) -> Sequence[Silence]:
    """By person and line over the last month, most closings first; what leaves no trace is left out (R8)."""
    since = clock.now() - timedelta(days=DAYS)
    found = Closing.objects.filter(
        at__gte=since, reopened_at__isnull=True, ticket__in=Ticket.objects.visible_to(reader)
    )
    rows = (
        found.exclude(kind__in=TRACELESS)
        .values("ticket__responsible__name", "ticket__line__name")
        .annotate(closed=Count("pk"), silent=Count("pk", filter=Q(kind=Kind.BY_SILENCE)))
        .order_by("-closed", "ticket__responsible__name")
    )
    return [
        Silence(row["ticket__responsible__name"] or "", row["ticket__line__name"] or {}, row["closed"], row["silent"])
        for row in rows
    ]
