from __future__ import annotations

from django.db import models
from django.db.models import Q

from otklik.tickets.models import Ticket


class Expectation(models.Model):
    """What was known when a request came, and how it went: this is what honesty is measured by (D6).

    `shown` is what its customer was told (None: nothing), `hour` the hour of the week, `waiting` and `people` the queue
    and the shift at that moment, `answered_at` the first human reply, `substance_at` the first that is more than a
    holding message (R4).
    """

    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, related_name="expectation")
    at = models.DateTimeField(db_index=True)
    hour = models.PositiveSmallIntegerField()
    shown = models.DurationField(null=True)
    waiting = models.PositiveIntegerField()
    people = models.PositiveIntegerField()
    answered_at = models.DateTimeField(null=True)
    substance_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["hour", "at"], name="expectation_hour", condition=Q(answered_at__isnull=False)),
        ]


class UsualReply(models.Model):
    """How soon the first human reply came in an hour of the week (0 is Monday midnight) over the last weeks.

    Four of five replies came within `soon`; `crowd` is how many waited for each person on shift then.
    """

    hour = models.PositiveSmallIntegerField(unique=True)
    count = models.PositiveIntegerField()
    soon = models.DurationField()
    crowd = models.FloatField(null=True)


class Outlook(models.Model):
    """What customers are told at this moment: the only row of its table, written by a job.

    `soon` is None while too little is known or nobody is on shift; then `opens_at` may say when somebody will be.
    """

    at = models.DateTimeField()
    hour = models.PositiveSmallIntegerField()
    waiting = models.PositiveIntegerField()
    people = models.PositiveIntegerField()
    soon = models.DurationField(null=True)
    opens_at = models.DateTimeField(null=True)
