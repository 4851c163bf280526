"""Articles that answers link to: remembered, and learned from once the request is solved (E4)."""

from __future__ import annotations

import re

from otklik.kernel import clock
from otklik.kernel.models import Event
from otklik.knowledge.models import ArticleAddress, ArticleUse
from otklik.tickets.models import Message

ADDRESS = re.compile(r"/help/(ru|uk|en)/([-\w]{1,100})/", re.ASCII)
MOST = 10
"""Links of one answer that are looked at."""


def note(event: Event) -> None:
    """Remember which articles an answer links to."""
    message = Message.objects.filter(pk=event.data.get("message")).first()
    found = set(ADDRESS.findall(message.body)) if message else set()
    if message is None or not found:
        return
    rows = ArticleAddress.objects.filter(slug__in=[slug for _language, slug in found])
    articles = {row.article_id for row in rows if (row.language, row.slug) in found}
    uses = [
        ArticleUse(article_id=article, ticket_id=message.ticket_id, message=message, at=clock.now())
        for article in sorted(articles)[:MOST]
    ]
    ArticleUse.objects.bulk_create(uses, ignore_conflicts=True)


def learn(event: Event) -> None:
    """The request is solved: what its answers linked to has helped."""
    uses = ArticleUse.objects.filter(ticket=event.ticket_id, helped_at__isnull=True, message__withdrawn_at__isnull=True)
    uses.update(helped_at=clock.now())


def unlearn(event: Event) -> None:
    """It was not solved after all."""
    ArticleUse.objects.filter(ticket=event.ticket_id).update(helped_at=None)
