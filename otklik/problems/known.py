"""Whoever is about to write of a known problem hears of it first (I2): its public words, and nothing else of it."""

from __future__ import annotations

from dataclasses import dataclass

from otklik.kernel.translated import Translated
from otklik.kernel.verbs import Refused, verb
from otklik.people.models import Person
from otklik.problems import founding, options
from otklik.problems.likeness import Collection, read
from otklik.problems.models import How, Joining, Problem
from otklik.problems.models.problem import ProblemQuerySet
from otklik.tickets.models import Ticket

MOST_PROBLEMS, MOST_REQUESTS = 20, 5
LOOSER = 0.7
"""How alike it has to be, compared with two requests: a word too many to the writer harms little."""
SHORTEST = 2
"""Concepts that a text has before anything is said of it."""


@dataclass(frozen=True, slots=True)
class Known:
    """A problem as customers may know it."""

    pk: int
    text: str


def known(text: str) -> Known | None:
    """The open problem with public words that the text looks like most; None if there is none."""
    if len(read(text).concepts) < SHORTEST:
        return None
    problems = list(_public()[:MOST_PROBLEMS])
    texts = [(one, words) for one in problems for words in _words(one)]
    if not texts:
        return None
    alike = Collection([text, *(words for _one, words in texts)]).to(0, range(1, len(texts) + 1))
    best = int(alike.argmax())
    if alike[best] < LOOSER * options.LIKENESS.value / 100:
        return None
    found = texts[best][0]
    return Known(found.pk, str(Translated(found.public)))


@verb
def join(ticket: Ticket, pk: str, *, by: Person) -> Joining | None:
    """«Да, это оно»: the customer's own fresh request joins; a problem that is gone meanwhile loses nothing."""
    problem = _public().filter(pk=int(pk)).first() if pk.isdecimal() and len(pk) < 19 else None
    if problem is None or ticket.customer_id != by.pk or founding.current(ticket) is not None:
        return None
    try:
        return founding.join(problem, ticket, by=by, how=How.CUSTOMER)
    except Refused:
        return None


def _public() -> ProblemQuerySet:
    return Problem.objects.open().exclude(public={}).order_by("-founded_at")


def _words(problem: Problem) -> list[str]:
    """Its title and public words, and what its customers wrote: only to compare with."""
    joined = Joining.objects.current().filter(problem=problem).order_by("-at").values("ticket")[:MOST_REQUESTS]
    requests = Ticket.objects.filter(pk__in=list(joined.values_list("ticket", flat=True)))
    said = [_first(one) for one in requests]
    return [problem.title, *problem.public.values(), *said]


def _first(ticket: Ticket) -> str:
    body = ticket.messages.public().order_by("created_at", "id").values_list("body", flat=True).first() or ""
    return f"{ticket.subject}\n{body[:1000]}"
