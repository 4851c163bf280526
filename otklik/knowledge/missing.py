"""What is looked for and not found, what is asked and not written of, and what articles have saved (E5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from django.db.models import F, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from otklik.kernel import clock, events, settings
from otklik.kernel.models import Event
from otklik.kernel.text import clean_line
from otklik.kernel.verbs import verb
from otklik.knowledge import vectors
from otklik.knowledge.encoding import Vectors
from otklik.knowledge.models import Article, ArticleSource, ArticleUse, Kind, Unanswered
from otklik.knowledge.scrubbing import scrub
from otklik.knowledge.suggesting import HELPED, LEAST_ALIKE
from otklik.knowledge.wording import plain, words
from otklik.people.models import Person
from otklik.tickets.models import Solution, Ticket

KEPT = timedelta(days=180)
PERIOD = timedelta(days=90)
LATEST = 500
"""Solved requests that are put into groups."""
SMALLEST, ALIKE = 3, LEAST_ALIKE + 0.1
"""Requests of a group, and how alike each is to its first one."""
SHORTEST, MOST_COUNTED = 3, 10_000

REQUEST_TAKES = settings.declare(
    settings.Duration(
        "knowledge.request_takes",
        _("A request takes"),
        default=timedelta(minutes=15),
        hint=_("Of an agent’s time; hours saved by articles are counted by it."),
    )
)


@dataclass(frozen=True, slots=True)
class Group:
    """Solved requests that are alike and of which no article tells; `first` is the newest."""

    first: Ticket
    count: int


@dataclass(frozen=True, slots=True)
class Saved:
    """Requests that were not written because an article helped, and the time that they would have taken."""

    count: int
    time: timedelta


@verb
def note(typed: str, language: str) -> None:
    """Somebody looked for this and found nothing."""
    said = " ".join(words(scrub(clean_line(typed)[:200], ())))[:200]
    if len(said) < SHORTEST or not any(letter.isalpha() for letter in plain(said)):
        return
    known, fresh = Unanswered.objects.get_or_create(words=said, language=language, defaults={"last_at": clock.now()})
    if not fresh:
        Unanswered.objects.filter(pk=known.pk).update(count=F("count") + 1, last_at=clock.now(), settled_at=None)


@verb
def settle(unanswered: Unanswered, *, by: Person) -> None:
    """It is written of now, or need not be; looked for again, it comes back."""
    Unanswered.objects.filter(pk=unanswered.pk).update(settled_at=clock.now())


@verb
def forget() -> None:
    """Throw away what nobody looked for in a long time."""
    Unanswered.objects.filter(last_at__lt=clock.now() - KEPT).delete()


@verb
def prevented(article: Article, language: str, *, by: Person | None) -> None:
    """A customer says that the article helped, and sends nothing (E4); `by` None is a guest."""
    events.record("article.prevented", by=by, noun=article, language=language)


def saved() -> Saved:
    """Within the last months."""
    count = Event.objects.filter(code="article.prevented", at__gte=clock.now() - PERIOD)[:MOST_COUNTED].count()
    return Saved(count, count * REQUEST_TAKES.value)


def groups(person: Person, most: int = 20) -> list[Group]:
    """Solved requests that no article was made of or linked to, by likeness, the largest group first."""
    helped = Solution.objects.filter(ticket=OuterRef("pk"), outcome__in=HELPED).order_by("-number")
    made, told = ArticleSource.objects.values("ticket"), ArticleUse.objects.values("ticket")
    found = Ticket.objects.visible_to(person).annotate(solved_at=Subquery(helped.values("decided_at")[:1]))
    found = found.filter(solved_at__gte=clock.now() - PERIOD).exclude(pk__in=made).exclude(pk__in=told)
    tickets = list(found.order_by("-pk")[:LATEST])
    known = vectors.known(Kind.TICKET, [one.pk for one in tickets])
    return _grouped([one for one in tickets if one.pk in known], known)[:most]


def _grouped(tickets: Sequence[Ticket], known: dict[int, Vectors]) -> list[Group]:
    """Whoever has most that are alike takes them; then the next."""
    if not tickets:
        return []
    rows = np.vstack([known[one.pk] for one in tickets])
    near = rows @ rows.T >= ALIKE
    free = np.ones(len(tickets), dtype=bool)
    found: list[Group] = []
    while True:
        sizes = (near & free).sum(axis=1) * free
        best = int(np.argmax(sizes))
        if sizes[best] < SMALLEST:
            return found
        found.append(Group(tickets[best], int(sizes[best])))
        free &= ~near[best]
