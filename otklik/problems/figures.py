"""What a problem comes to: people, requests, times, and what became of its solutions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, Q

from otklik.problems.models import Joining, Problem
from otklik.tickets.kinds import Outcome
from otklik.tickets.models import Solution

HELPED = (Outcome.ACCEPTED, Outcome.ACCEPTED_IN_WORDS, Outcome.BY_SILENCE)


@dataclass(frozen=True, slots=True)
class Figures:
    """Of the requests that have not left. `noticed_in` is from the first request to its being noticed."""

    people: int
    tickets: int
    first: datetime | None
    last: datetime | None
    noticed_in: timedelta | None
    solved_in: timedelta | None
    helped: int
    rejected: int
    undecided: int


def of(problem: Problem) -> Figures:
    """Two questions, whatever its size."""
    joined = Joining.objects.standing().filter(problem=problem)
    counted = joined.aggregate(
        people=Count("ticket__customer", distinct=True),
        tickets=Count("pk"),
        first=Min("ticket__opened_at"),
        last=Max("ticket__opened_at"),
    )
    decided = Solution.objects.filter(
        ticket__in=joined.values("ticket"), proposed_at__gte=problem.founded_at
    ).aggregate(
        helped=Count("pk", filter=Q(outcome__in=HELPED)),
        rejected=Count("pk", filter=Q(outcome=Outcome.REJECTED)),
        undecided=Count("pk", filter=Q(outcome="")),
    )
    first = counted["first"]
    return Figures(
        **counted,
        noticed_in=max(problem.noticed_at - first, timedelta(0)) if first else None,
        solved_in=problem.closed_at - problem.founded_at if problem.closed_at else None,
        **decided,
    )
