"""Which texts become vectors, and when: each as it is written, and all of them once when the encoder changes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from otklik.kernel import clock
from otklik.kernel.verbs import verb
from otklik.knowledge import vectors
from otklik.knowledge.encoding import best
from otklik.knowledge.models import ArticleText, Encoding, Kind, ReadyAnswerText
from otklik.tickets.kinds import MessageKind
from otklik.tickets.models import Message, Ticket

BATCH = 100
PATIENCE = timedelta(seconds=5)
"""How long one job works through older texts; the next one goes on where it stopped."""
LONGEST = 600
"""Characters of a text that are encoded: what somebody wants stands in front."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the vectors of a kind are: `share` is whole per cents."""

    kind: Kind
    encoder: str
    done: int
    total: int
    is_finished: bool

    @property
    def share(self) -> int:
        """Per cent; a hundred only when nothing is left."""
        return 100 if self.is_finished else min(99, self.done * 100 // max(1, self.total))


def said(subject: str, body: str) -> str:
    """A request in the words that say what it is about: subject and first message, unless one begins the other."""
    subject, body = subject.strip(), " ".join(body.split())[:LONGEST]
    return body if body.startswith(subject.rstrip("…. ")) else f"{subject}. {body}"


def requests(pks: Iterable[int] | None = None, before: int | None = None) -> dict[int, str]:
    """The texts of these requests, or of a batch of those made before one, from the newest down."""
    first = Message.objects.filter(ticket=OuterRef("pk"), kind=MessageKind.REQUEST, withdrawn_at__isnull=True)
    found = Ticket.objects.filter(merged_into__isnull=True).annotate(
        body=Subquery(first.order_by("created_at", "id").values("body")[:1])
    )
    chosen = _of(found, pks, before)
    return {pk: said(subject, body or "") for pk, subject, body in chosen.values_list("pk", "subject", "body")}


def articles(pks: Iterable[int] | None = None, before: int | None = None) -> dict[int, str]:
    """What published articles are about, by the id of their text."""
    found = ArticleText.objects.published()
    chosen = _of(found, pks, before)
    return {
        pk: f"{title}. {summary}" if summary else title
        for pk, title, summary in chosen.values_list("pk", "live__title", "live__summary")
    }


def answers(pks: Iterable[int] | None = None, before: int | None = None) -> dict[int, str]:
    """Ready answers by the id of their words."""
    found = ReadyAnswerText.objects.filter(answer__is_active=True)
    chosen = _of(found, pks, before)
    return {pk: f"{title}. {body[:LONGEST]}" for pk, title, body in chosen.values_list("pk", "answer__title", "body")}


TEXTS: Mapping[Kind, Callable[..., dict[int, str]]] = {
    Kind.TICKET: requests,
    Kind.ARTICLE: articles,
    Kind.ANSWER: answers,
}


@verb
def follow_ticket(ticket: int) -> None:
    """Encode a request that is new, or has another subject."""
    if found := requests([ticket]):
        vectors.keep(Kind.TICKET, found)
    else:
        vectors.forget(Kind.TICKET, [ticket])


@verb
def follow_article(article: int) -> None:
    """Encode what is published of an article, and forget what is not."""
    texts = list(ArticleText.objects.filter(article=article).values_list("pk", flat=True))
    found = articles(texts)
    vectors.keep(Kind.ARTICLE, found)
    vectors.forget(Kind.ARTICLE, set(texts) - set(found))


@verb
def follow_answer(answer: int) -> None:
    """Encode the words of a ready answer; those that it has no more are swept with the next change of the encoder."""
    texts = ReadyAnswerText.objects.filter(answer=answer).values_list("pk", flat=True)
    vectors.keep(Kind.ANSWER, answers(list(texts)))


def advance() -> bool:
    """Go on through older texts for a few seconds; whether something was done. Run twice, it does nothing twice."""
    ends = time.monotonic() + PATIENCE.total_seconds()
    has_worked = False
    for kind in Kind:
        while time.monotonic() < ends and _step(kind):
            has_worked = True
    return has_worked


def progress() -> list[Progress]:
    """How far each kind is."""
    runs = Encoding.objects.in_bulk()
    empty = Encoding()
    return [
        Progress(kind, one.encoder, one.done, max(one.total, one.done), one.finished_at is not None)
        for kind in Kind
        for one in (runs.get(kind, empty),)
    ]


@verb
def _step(kind: Kind) -> bool:
    """One batch of a kind; False when there is nothing left. A run for another encoder or store begins anew."""
    run = Encoding.objects.select_for_update().filter(pk=kind).first()
    if run is None or (run.encoder, run.store) != (best().name, vectors.store(kind)):
        run = _begun(kind)
    if run.finished_at is not None:
        return False
    found = TEXTS[kind](before=run.before)
    vectors.keep(kind, found)
    run.done += len(found)
    run.before = min(found, default=run.before)
    run.finished_at = None if found else clock.now()
    run.save()
    return bool(found)


def _begun(kind: Kind) -> Encoding:
    where = vectors.prepare() if kind == Kind.TICKET else vectors.ROWS
    total = {Kind.TICKET: Ticket, Kind.ARTICLE: ArticleText, Kind.ANSWER: ReadyAnswerText}[
        kind
    ]._default_manager.count()
    values: dict[str, Any] = {"encoder": best().name, "store": where, "before": None, "done": 0, "total": total}
    values |= {"started_at": clock.now(), "finished_at": None}
    run, _fresh = Encoding.objects.update_or_create(kind=kind, defaults=values)
    return run


def _of(rows: QuerySet[Any], pks: Iterable[int] | None, before: int | None) -> QuerySet[Any]:
    """These rows; or a batch, below `before` if it is given."""
    if pks is not None:
        return rows.filter(pk__in=list(pks))
    return (rows if before is None else rows.filter(pk__lt=before)).order_by("-pk")[:BATCH]
