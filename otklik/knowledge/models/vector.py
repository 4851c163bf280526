from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.kernel import clock


class Kind(models.TextChoices):
    """What is compared with what."""

    TICKET = "ticket", pgettext_lazy("what is compared", "Requests")
    ARTICLE = "article", pgettext_lazy("what is compared", "Articles")
    ANSWER = "answer", _("Ready answers")


class TextVector(models.Model):
    """What a text means to a machine; `noun` is the id of a request, or of a text of an article or ready answer.

    `numbers` are half floats. It is empty where pgvector keeps them instead, in a table that Django's migrations do
    not know (F20): `otklik/knowledge/vectors.py`.
    """

    kind = models.CharField(max_length=10, choices=Kind.choices)
    noun = models.BigIntegerField()
    encoder = models.CharField(max_length=60)
    digest = models.CharField(max_length=32)
    numbers = models.BinaryField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "noun"], name="vector_of")]


class Encoding(models.Model):
    """How far one encoder has come through all texts of a kind, from the newest down: `before` is the last it saw."""

    kind = models.CharField(primary_key=True, max_length=10, choices=Kind.choices)
    encoder = models.CharField(max_length=60)
    store = models.CharField(max_length=10)
    before = models.BigIntegerField(null=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    started_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)
