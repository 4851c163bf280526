from __future__ import annotations

from django.db import models


class Review(models.Model):
    """What happened to wishes in a month was looked at once, on the first working day after it (R14).

    `month` is its first day; `since` and `until` bound it in the company's zone. `changed` counts the wishes: with none
    nobody was told.
    """

    month = models.DateField(unique=True)
    since = models.DateTimeField()
    until = models.DateTimeField()
    at = models.DateTimeField()
    changed = models.PositiveIntegerField(default=0)
