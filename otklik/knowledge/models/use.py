from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from otklik.kernel import clock
from otklik.knowledge.models.article import Article
from otklik.tickets.models import Message, Ticket


class ArticleUse(models.Model):
    """An article that an answer links to; `helped_at` since its request was solved: the article learns from it (E4)."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="uses")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    helped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "message"], name="article_use")]
        indexes = [
            models.Index(fields=["-helped_at", "-id"], name="article_helped", condition=Q(helped_at__isnull=False))
        ]


class Unanswered(models.Model):
    """What readers looked for and did not find (E5), without names and secrets; `settled_at` when it was dealt with."""

    words = models.CharField(max_length=200)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    count = models.PositiveIntegerField(default=1)
    last_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-count", "-last_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["words", "language"], name="unanswered_words")]


class Trust(models.Model):
    """How far suggestions of categories can be trusted, measured on this company's own requests; the last one counts.

    `taught` is what was learned, kept for the last one of an encoder alone (`classifying.Taught`).
    `threshold` is None while no certainty was right often enough; `accuracy` and `coverage` are of it.
    """

    encoder = models.CharField(max_length=60)
    at = models.DateTimeField(default=clock.now)
    examined = models.PositiveIntegerField()
    first = models.FloatField()
    third = models.FloatField()
    threshold = models.FloatField(null=True)
    accuracy = models.FloatField(default=0)
    coverage = models.FloatField(default=0)
    is_taught = models.BooleanField(default=False)
    taught = models.BinaryField(null=True)

    class Meta:
        ordering = ["-id"]
