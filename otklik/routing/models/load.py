from __future__ import annotations

from django.db import models


class Load(models.Model):
    """How much there is to do against what the shift can carry: the only row of its table, written by a job (C7).

    `pace` is how many answers a person gives in an hour on shift; `percent` is None while nobody is there;
    `strained_since`: since when it is too much.
    """

    at = models.DateTimeField()
    waiting = models.PositiveIntegerField(default=0)
    arriving = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    pace = models.FloatField()
    percent = models.PositiveIntegerField(null=True)
    strained_since = models.DateTimeField(null=True)
