"""What a customer finds: articles that they may read, requests that they may see."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from markupsafe import Markup

from otklik.kernel import replica
from otklik.kernel.conditions import all_of
from otklik.kernel.text import clean_line
from otklik.knowledge import learning, searching
from otklik.knowledge.markdown import plain
from otklik.knowledge.searching import Asked
from otklik.knowledge.searching_articles import answers, meant
from otklik.knowledge.searching_words import Wanted, excerpt, marked
from otklik.people.models import Person
from otklik.tickets.models import Message, Ticket
from otklik.ui.formats import Stamp, Words

LONGEST = 300
MOST_ARTICLES, MOST_LESSONS, MOST_REQUESTS = 10, 3, 10


@dataclass(frozen=True, slots=True)
class Leaf:
    """An article; `said` is the part of it that was found."""

    title: Markup
    url: str
    language: str
    said: Markup


@dataclass(frozen=True, slots=True)
class Own:
    """A request of the reader's, or of their company."""

    number: int
    subject: Markup
    url: str
    at: Stamp
    said: Markup | None


@dataclass(frozen=True, slots=True)
class Found:
    """Articles, lessons, requests, and what was typed."""

    typed: str
    articles: list[Leaf]
    requests: list[Own]
    lessons: list[Leaf]


@replica.reading
def look(typed: str, person: Person | None, language: str) -> Found:
    """Look for what was typed; conditions are for staff, so everything here is words."""
    typed = clean_line(typed)[:LONGEST]
    words = Wanted.of([typed])
    if not words:
        return Found(typed, [], [], [])
    own, marks = _requests(typed, words, person), Wanted.of([typed, meant(typed, person)]).widened()
    return Found(typed, _articles(typed, marks, person, language), own, _lessons(typed, marks, person, language))


def _articles(typed: str, wanted: Wanted, person: Person | None, language: str) -> list[Leaf]:
    return [
        Leaf(
            marked(one.title, wanted),
            reverse("portal:article", kwargs={"lang": one.language, "slug": one.slug}),
            one.language,
            excerpt(one.summary or plain(one.body), wanted, 180),
        )
        for one in answers(typed, person, language, most=MOST_ARTICLES)
    ]


def _lessons(typed: str, wanted: Wanted, person: Person | None, language: str) -> list[Leaf]:
    found = learning.found(typed, person, language, MOST_LESSONS)
    codes = [(one, reverse("portal:lesson", kwargs={"lang": language, "code": one.code})) for one in found]
    return [Leaf(marked(one.name, wanted), url, language, marked(one.about, wanted)) for one, url in codes]


def _requests(typed: str, wanted: Wanted, person: Person | None) -> list[Own]:
    if person is None or person.is_staff_member:
        return []
    found = searching.requests(Asked(wanted, all_of([]), tuple(typed.split())), person, most=MOST_REQUESTS)
    columns = ("pk", "number", "subject", "changed_at")
    pks = [hit.ticket_id for hit in found.hits]
    rows = {row[0]: row[1:] for row in Ticket.objects.visible_to(person).filter(pk__in=pks).values_list(*columns)}
    said = Message.objects.visible_to(person).in_bulk([hit.message_id for hit in found.hits if hit.message_id])
    words = Words(person)
    return [
        Own(
            rows[hit.ticket_id][0],
            marked(rows[hit.ticket_id][1], found.wanted),
            reverse("portal:request", args=[rows[hit.ticket_id][0]]),
            words.stamp(rows[hit.ticket_id][2]),
            excerpt(said[hit.message_id].body, found.wanted, 180) if hit.message_id in said else None,
        )
        for hit in found.hits
        if hit.ticket_id in rows
    ]
