"""What may help with a request: articles, ready answers, requests that were solved, categories (E4, B7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache

import numpy as np

from otklik.kernel.verbs import verb
from otklik.knowledge import categorising, embedding, vectors
from otklik.knowledge.classifying import Taught
from otklik.knowledge.encoding import best
from otklik.knowledge.models import Kind, Trust
from otklik.people.models import Person
from otklik.tickets.kinds import Outcome
from otklik.tickets.models import Category, Solution, Ticket
from otklik.tickets.remarking import sort

HELPED = (Outcome.ACCEPTED, Outcome.ACCEPTED_IN_WORDS)
LEAST_ALIKE = 0.2
"""The likeness under which two requests share words by chance (letters; with a sentence encoder it is higher)."""
MOST_EXAMINED = 2000
"""Requests that categories are learned from."""
MOST_JUDGED = 10
"""Of the likeliest categories so many are asked for, in case some are used no more."""


@dataclass(frozen=True, slots=True)
class Solved:
    """A request like this one, and what solved it."""

    ticket: Ticket
    solution: Solution
    likeness: float


@dataclass(frozen=True, slots=True)
class Guess:
    """A category that a request may have; `certainty` from 0 to 1."""

    category: Category
    certainty: float


def question(ticket: Ticket) -> str:
    """What a request asks, as it is encoded."""
    return embedding.requests([ticket.pk]).get(ticket.pk, ticket.subject)


def solved(asked: str, person: Person, *, but: int, most: int = 3) -> list[Solved]:
    """Requests alike that the person may see and whose solution was accepted, the most alike first."""
    helped = Solution.objects.filter(outcome__in=HELPED).values("ticket")
    among = Ticket.objects.visible_to(person).filter(pk__in=helped).exclude(pk=but).values("pk")
    near = vectors.near_requests(vectors.encoded(asked), among, most=most)
    likeness = {one.noun: one.likeness for one in near if one.likeness >= LEAST_ALIKE}
    rows = Solution.objects.filter(ticket__in=list(likeness), outcome__in=HELPED).order_by("number")
    last = {row.ticket_id: row for row in rows.select_related("ticket__status", "message")}
    return [Solved(last[pk].ticket, last[pk], share) for pk, share in likeness.items() if pk in last]


def categories(asked: str, *, but: int, most: int = 3) -> list[Guess]:
    """The likeliest categories: as they were learned, or by the nearest requests while too few are known to learn."""
    measured = trust()
    taught = _learned(measured.pk) if measured and measured.is_taught else None
    judged = taught.judge(vectors.encoded(asked), asked)[:MOST_JUDGED] if taught else _voted(asked, but)
    names = Category.objects.filter(is_active=True).in_bulk([pk for pk, _certainty in judged])
    return [Guess(names[pk], certainty) for pk, certainty in judged if pk in names][:most]


def _voted(asked: str, but: int) -> list[tuple[int, float]]:
    among = Ticket.objects.filter(category__is_active=True).exclude(pk=but).values("pk")
    near = vectors.near_requests(vectors.encoded(asked), among, most=categorising.NEAREST)
    given = dict(Ticket.objects.filter(pk__in=[one.noun for one in near]).values_list("pk", "category"))
    known = [one for one in near if one.noun in given]
    return categorising.vote(np.array([one.likeness for one in known]), [given[one.noun] for one in known])


@lru_cache(maxsize=2)
def _learned(measured: int) -> Taught | None:
    stored = Trust.objects.values_list("taught", flat=True).get(pk=measured)
    return Taught.of(bytes(stored)) if stored else None


def trust() -> Trust | None:
    """What was measured last with the present encoder."""
    return Trust.objects.filter(encoder=best().name).defer("taught").first()


@verb
def examine() -> Trust:
    """Learn from the newest requests that have a category, and measure how right that is about each by the others."""
    rows = Ticket.objects.filter(category__is_active=True, merged_into__isnull=True).order_by("-pk")
    given = dict(rows.values_list("pk", "category")[:MOST_EXAMINED])
    known, texts = vectors.known(Kind.TICKET, list(given)), embedding.requests(given)
    pks: Sequence[int] = [pk for pk in given if pk in known and pk in texts]
    if not pks:
        return Trust.objects.create(encoder=best().name, examined=0, first=0, third=0)
    numbers = np.vstack([known[pk] for pk in pks])
    taught, said = categorising.measure(numbers, [texts[pk] for pk in pks], [given[pk] for pk in pks])
    is_taught = said.examined >= categorising.LEAST_EXAMINED
    last = Trust.objects.order_by("-pk").values("pk")[:1]  # somebody may be reading what it has taught
    Trust.objects.exclude(taught=None).exclude(pk__in=list(last.values_list("pk", flat=True))).update(taught=None)
    return Trust.objects.create(
        encoder=best().name,
        taught=taught.packed() if is_taught else None,
        is_taught=is_taught,
        **asdict(said),
    )


def fill_category(pk: int) -> bool:
    """Give a new request the likeliest category, if suggestions as certain were right often enough; whether it was."""
    measured = trust()
    ticket = Ticket.objects.filter(pk=pk, category__isnull=True).first()
    if ticket is None or measured is None or measured.threshold is None:
        return False
    guesses = categories(question(ticket), but=pk, most=1)
    if not guesses or guesses[0].certainty < measured.threshold:
        return False
    sort(ticket, category=guesses[0].category)
    return True
