from __future__ import annotations

from django.db import models
from django.db.models import Q

from otklik.kernel import clock
from otklik.knowledge.models.text import ArticleText, ArticleVersion
from otklik.people.models import Person


class Opinion(models.Model):
    """«Помогло?»: what a reader thought of a version, with a comment for its writer. A guest's has no person."""

    text = models.ForeignKey(ArticleText, on_delete=models.CASCADE, related_name="opinions")
    version = models.ForeignKey(ArticleVersion, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+")
    helped = models.BooleanField()
    comment = models.TextField(blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["text", "person"], condition=Q(person__isnull=False), name="opinion_once")
        ]
