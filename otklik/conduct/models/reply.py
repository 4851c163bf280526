from django.db import models

from otklik.conduct.models.measure import Kind
from otklik.knowledge.models import ReadyAnswer


class Reply(models.Model):
    """The company's own words for a step: a ready answer, to be changed where ready answers are."""

    kind = models.CharField(max_length=10, choices=Kind.choices, unique=True)
    answer = models.OneToOneField(ReadyAnswer, on_delete=models.CASCADE, related_name="+")
