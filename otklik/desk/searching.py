"""The page of one search over everything: requests with what was said in them, people, and how to narrow it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import pgettext
from markupsafe import Markup

from otklik.desk import customers
from otklik.desk.customers import Found as Customer
from otklik.kernel import conditions, replica
from otklik.kernel.conditions import Op, Term, all_of
from otklik.kernel.events import Side
from otklik.kernel.text import clean_line
from otklik.kernel.translated import Translated
from otklik.knowledge import learning, picking, searching
from otklik.knowledge.markdown import plain
from otklik.knowledge.searching import Found, Hit
from otklik.knowledge.searching_articles import answers
from otklik.knowledge.searching_words import excerpt, marked
from otklik.knowledge.wording import stem
from otklik.knowledge.wording import words as words_of
from otklik.people.models import Person
from otklik.tickets import viewing
from otklik.tickets.fields import TICKETS
from otklik.tickets.kinds import MessageKind
from otklik.tickets.models import Message, Ticket
from otklik.ui.formats import Stamp, Words

LONGEST = 500
MOST_PEOPLE = 5
MOST_ARTICLES = 5
MOST_LESSONS = 2


@dataclass(frozen=True, slots=True)
class Line:
    """One request that was found: `said` is the part of a message, with who said it."""

    number: int
    url: str
    subject: Markup
    customer: str
    state: str
    turn: str
    at: Stamp
    said: Markup | None = None
    author: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Somebody:
    """A customer, and the list of their requests."""

    name: Markup
    address: str
    company: str
    url: str


@dataclass(frozen=True, slots=True)
class Article:
    """An article that may answer."""

    title: Markup
    url: str
    language: str
    said: Markup


@dataclass(frozen=True, slots=True)
class Ready:
    """A ready answer that has these words."""

    title: Markup
    url: str
    said: Markup


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that one search found; `also` are other readings of what was typed."""

    typed: str
    lines: list[Line]
    people: list[Somebody]
    articles: list[Article]
    problem: str = ""
    also: tuple[str, ...] = ()
    is_cut: bool = False
    ready: tuple[Ready, ...] = ()
    lessons: tuple[Article, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.lines or self.people or self.articles or self.ready or self.lessons)


@replica.reading
def look(typed: str, person: Person, *, most: int = 20) -> Results:
    """Look for what was typed among all that the person may see."""
    typed = clean_line(typed)[:LONGEST]
    if not typed:
        return Results("", [], [], [])
    asked = searching.read(typed, person)
    found = searching.requests(asked, person, most=most)
    people = [*_people(asked, found, person)] if asked.wanted else []
    lines = _lines(found, person)
    is_plain = asked.node == all_of([])
    articles = [*_articles(asked, person)] if is_plain else []
    ready = (*_ready(asked, person),) if is_plain else ()
    lessons = (*_lessons(asked, person),) if is_plain else ()
    return Results(typed, lines, people, articles, asked.problem, _also(found, lines), found.is_cut, ready, lessons)


def _also(found: Found, lines: list[Line]) -> tuple[str, ...]:
    """The other readings that something was found by."""
    shown = {stem(word) for line in lines for word in words_of(f"{line.subject} {line.said or ''}")}
    readings = dict.fromkeys(one for others in found.wanted.nearby for one in others)
    return tuple(one for one in readings if stem(one) in shown)


def _lines(found: Found, person: Person) -> list[Line]:
    columns = ("pk", "number", "subject", "customer__name", "status__name", "turn", "changed_at")
    pks = [hit.ticket_id for hit in found.hits]
    rows = {row[0]: row[1:] for row in Ticket.objects.visible_to(person).filter(pk__in=pks).values_list(*columns)}
    said = _messages(found.hits, person)
    words, base = Words(person), reverse("desk:start")
    return [_line(hit, rows[hit.ticket_id], said, found, words, base) for hit in found.hits if hit.ticket_id in rows]


def _messages(hits: Iterable[Hit], person: Person) -> dict[int, Message]:
    pks = [hit.message_id for hit in hits if hit.message_id]
    return Message.objects.visible_to(person).select_related("author").in_bulk(pks)


def _line(hit: Hit, row: tuple[Any, ...], said: dict[int, Message], found: Found, words: Words, base: str) -> Line:
    number, subject, customer, state, turn, changed_at = row
    message = said.get(hit.message_id or 0)
    return Line(
        number=number,
        url=f"{base}tickets/{number}/" + (f"#m-{message.pk}" if message else ""),
        subject=marked(subject, found.wanted),
        customer=customer,
        state=str(Translated(state)),
        turn=turn,
        at=words.stamp(changed_at),
        said=excerpt(message.body, found.wanted) if message else None,
        author=message.author.name if message and message.author else "",
        kind=_kind(message),
    )


def _kind(message: Message | None) -> str:
    if message is None:
        return ""
    if message.kind == MessageKind.NOTE:
        return "note"
    return "client" if message.side == Side.CUSTOMER else "staff"


def _articles(asked: searching.Asked, person: Person) -> Iterator[Article]:
    wanted = asked.wanted.widened()
    for one in answers(" ".join(asked.typed), person, person.language, most=MOST_ARTICLES):
        address = reverse("portal:article", kwargs={"lang": one.language, "slug": one.slug})
        said = excerpt(one.summary or plain(one.body), wanted, 160)
        yield Article(marked(one.title, wanted), address, one.language, said)


def _lessons(asked: searching.Asked, person: Person) -> Iterator[Article]:
    wanted, language = asked.wanted.widened(), person.language
    for one in learning.found(" ".join(asked.typed), person, language, MOST_LESSONS):
        address = reverse("portal:lesson", kwargs={"lang": language, "code": one.code})
        yield Article(marked(one.name, wanted), address, language, marked(one.about, wanted))


def _ready(asked: searching.Asked, person: Person) -> Iterator[Ready]:
    wanted = asked.wanted.widened()
    for one in picking.named(" ".join(asked.typed), to=person, language=person.language):
        address = reverse("manage:answer", args=[one.answer.pk])
        yield Ready(marked(one.answer.title, wanted), address, excerpt(one.text.body, wanted, 160))


def _people(asked: searching.Asked, found: Found, person: Person) -> Iterator[Somebody]:
    whole = " ".join(asked.typed)
    readings = [whole, *(other for others in found.wanted.nearby for other in others if len(asked.typed) == 1)]
    some: dict[int, Customer] = {}
    for text in readings:
        if len(some) < MOST_PEOPLE:
            some |= {one.pk: one for one in customers.found(text, person) if one.pk not in some}
    for one in [*some.values()][:MOST_PEOPLE]:
        theirs = conditions.write(Term("from", Op.HAS, (one.address or one.name,)), TICKETS, viewing.context(person))
        address = f"{reverse('desk:list', args=['all'])}?{urlencode({'q': theirs})}"
        yield Somebody(marked(one.name, found.wanted), one.address, one.company, address)


def kinds() -> dict[str, tuple[str, str]]:
    """How a found message is called, and its icon."""
    return {
        "note": (pgettext("found message", "Note"), "lock"),
        "client": (pgettext("found message", "Customer"), "user-round"),
        "staff": (pgettext("found message", "Reply"), "reply"),
    }
