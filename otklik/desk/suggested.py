"""Beside a request: what may help with it, found once the page is there (E4)."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from otklik.desk.seen import Seen
from otklik.kernel.text import snippet
from otklik.knowledge import learning, suggesting
from otklik.knowledge.filling import Situation, fill
from otklik.knowledge.models import ReadyAnswer
from otklik.knowledge.picking import fitting
from otklik.knowledge.searching_articles import answers
from otklik.knowledge.similarity import Known

MOST_ANSWERS, LEAST_ANSWER = 3, 0.35
"""Ready answers shown, and how well one must fit."""
MOST_LESSONS = 2
KEYS = ("Alt+Digit1", "Alt+Digit2", "Alt+Digit3")


@dataclass(frozen=True, slots=True)
class Line:
    """Something to put into the answer: `body` is what the button inserts."""

    title: str
    url: str
    body: str
    begins: str = ""
    pk: int = 0


@dataclass(frozen=True, slots=True)
class Alike:
    """A solved request and the beginning of what solved it."""

    number: int
    url: str
    subject: str
    begins: str
    body: str
    pk: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """A category, one key away; `sure` in per cent."""

    pk: int
    name: str
    sure: int
    key: str


@dataclass(frozen=True, slots=True)
class Suggested:
    """Everything that was found."""

    categories: tuple[Choice, ...]
    articles: tuple[Line, ...]
    answers: tuple[Line, ...]
    alike: tuple[Alike, ...]
    lessons: tuple[Line, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.categories or self.articles or self.answers or self.alike or self.lessons)


def suggested(seen: Seen, until: str) -> Suggested:
    """For one reader, by their rights, in a fixed number of queries; `until` fills a hole of ready answers."""
    asked = suggesting.question(seen.ticket)
    return Suggested(
        categories=_categories(seen, asked),
        articles=_articles(seen, asked),
        answers=_answers(seen, asked, until) if seen.may.reply else (),
        alike=_alike(seen, asked),
        lessons=_lessons(seen, asked),
    )


def _categories(seen: Seen, asked: str) -> tuple[Choice, ...]:
    if seen.ticket.category_id is not None or not seen.may.sort or not seen.ticket.is_open:
        return ()
    found = suggesting.categories(asked, but=seen.ticket.pk)
    return tuple(
        Choice(one.category.pk, str(one.category.name), round(one.certainty * 100), key)
        for one, key in zip(found, KEYS, strict=False)
    )


def _articles(seen: Seen, asked: str) -> tuple[Line, ...]:
    language = seen.ticket.language or seen.ticket.customer.language
    lines = []
    for one in answers(asked, seen.person, language, most=3):
        url = reverse("portal:article", kwargs={"lang": one.language, "slug": one.slug})
        lines.append(Line(one.title, url, f"{one.title}: {settings.SITE_URL}{url}", snippet(one.summary, 90)))
    return tuple(lines)


def _lessons(seen: Seen, asked: str) -> tuple[Line, ...]:
    """Lessons that this customer may read and whose name or steps speak of it."""
    customer, language = seen.ticket.customer, seen.ticket.language or seen.ticket.customer.language
    lines = []
    for one in learning.found(asked, customer, language, MOST_LESSONS):
        url = reverse("portal:lesson", kwargs={"lang": language, "code": one.code})
        lines.append(Line(one.name, url, f"{one.name}: {settings.SITE_URL}{url}", one.about))
    return tuple(lines)


def _answers(seen: Seen, asked: str, until: str) -> tuple[Line, ...]:
    language, tone = seen.ticket.language or seen.ticket.customer.language, seen.ticket.customer.tone
    rows = ReadyAnswer.objects.visible_to(seen.person).in_use().prefetch_related("texts")
    known = [(one, text) for one in rows if (text := fitting(one.texts.all(), language, tone))]
    if not known:
        return ()
    scores = Known([f"{one.title}. {text.body}" for one, text in known]).scores(asked)
    best = sorted(zip(scores, known, strict=True), key=lambda item: -item[0])[:MOST_ANSWERS]
    lines = []
    for score, (one, text) in best:
        if score >= LEAST_ANSWER:
            body = fill(text.body, Situation(seen.ticket, seen.person, text.language, until))
            lines.append(Line(one.title, "", body, snippet(body, 90), one.pk))
    return tuple(lines)


def _alike(seen: Seen, asked: str) -> tuple[Alike, ...]:
    return tuple(
        Alike(
            one.ticket.number,
            reverse("desk:ticket", args=[one.ticket.number]),
            one.ticket.subject,
            snippet(one.solution.message.body, 120),
            one.solution.message.body,
        )
        for one in suggesting.solved(asked, seen.person, but=seen.ticket.pk)
    )
