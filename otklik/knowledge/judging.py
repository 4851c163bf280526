"""«Помогло?»: what readers thought of an article (E1)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Q

from otklik.kernel import clock, events
from otklik.kernel.text import clean
from otklik.kernel.verbs import verb
from otklik.knowledge.models import ArticleText, Opinion
from otklik.people.models import Person

LONGEST_COMMENT = 2000


@verb
def judge(text: ArticleText, *, helped: bool, comment: str = "", by: Person | None) -> Opinion:
    """Keep an opinion on the published version; a known reader's replaces their earlier one. `by` None is a guest."""
    assert text.live is not None
    values = {"version": text.live, "helped": helped, "comment": clean(comment).strip()[:LONGEST_COMMENT]}
    values["at"] = clock.now()
    if by is None:
        opinion = Opinion.objects.create(text=text, **values)
    else:
        opinion, _fresh = Opinion.objects.update_or_create(text=text, person=by, defaults=values)
    events.record("article.judged", by=by, noun=text.article, language=text.language, helped=helped)
    return opinion


def counted(texts: Iterable[int]) -> dict[int, tuple[int, int]]:
    """How many readers each text helped, and how many it did not, by its id."""
    rows = (
        Opinion.objects.filter(text__in=list(texts))
        .order_by()
        .values("text")
        .annotate(yes=Count("pk", filter=Q(helped=True)), no=Count("pk", filter=Q(helped=False)))
    )
    return {row["text"]: (row["yes"], row["no"]) for row in rows}
