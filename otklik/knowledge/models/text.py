from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from otklik.kernel import clock
from otklik.knowledge.models.article import Article, readable_by
from otklik.people import rights
from otklik.people.models import Person


class ArticleTextQuerySet(models.QuerySet["ArticleText"]):
    """The vocabulary of texts."""

    def visible_to(self, person: Person | None) -> ArticleTextQuerySet:
        """Writers see every text, drafts included; others what is published for them, and of it only `live`."""
        if person is not None and person.is_authenticated and person.may(rights.WRITE_ARTICLES):
            return self
        return self.published().filter(readable_by(person, "article__")).distinct()

    def published(self) -> ArticleTextQuerySet:
        """Those with a published version."""
        return self.filter(live__isnull=False, article__archived_at__isnull=True)

    def unpublished(self) -> ArticleTextQuerySet:
        """Those whose newest words nobody reads yet."""
        return self.filter(Q(live__isnull=True) | ~Q(latest=F("live")), article__archived_at__isnull=True)

    def submitted(self) -> ArticleTextQuerySet:
        """Those that wait for somebody who may publish."""
        return self.filter(submitted_at__isnull=False, article__archived_at__isnull=True)


class ArticleText(models.Model):
    """An article in one language: the version that is `live`, and the `latest`, which may be a draft."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    live = models.ForeignKey("ArticleVersion", on_delete=models.PROTECT, null=True, related_name="+")
    latest = models.ForeignKey("ArticleVersion", on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)

    objects = ArticleTextQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "language"], name="article_text")]

    @property
    def is_draft(self) -> bool:
        """Whether the newest words are not published."""
        return self.latest_id != self.live_id


class ArticleVersion(models.Model):
    """What a text said once; never changed. `body` is Markdown."""

    text = models.ForeignKey(ArticleText, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=400, blank=True)
    body = models.TextField(blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["text", "number"], name="article_version")]
