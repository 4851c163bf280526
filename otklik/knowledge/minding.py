"""Articles that somebody should look at again: their owners are told once of each day that was named (E1)."""

from __future__ import annotations

from django.db.models import F

from otklik.kernel import events
from otklik.kernel.verbs import verb
from otklik.knowledge.models import Article

MOST = 100
"""Of one pass; the next one follows in an hour."""


@verb
def mind() -> int:
    """Record of each article whose day has come that it is due; how many there were."""
    due = Article.objects.to_review().filter(owner__isnull=False).exclude(review_told=F("review_by"))
    found = list(due.select_for_update(skip_locked=True).order_by("review_by", "pk")[:MOST])
    for one in found:
        events.record("article.due", by=None, noun=one)
        Article.objects.filter(pk=one.pk).update(review_told=one.review_by)
    return len(found)
