from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from otklik.kernel import clock
from otklik.people.models import Person


class Recount(models.Model):
    """Open clocks are reckoned anew because a promise, a norm or a calendar has changed (D1): how far, and what moved.

    `noun` and `noun_id` say what has changed, `last` is the request it has come to, `is_cut`: a newer change came
    before it was through. `result` holds counts of clocks, and the first few of them.
    """

    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    noun = models.CharField(max_length=30)
    noun_id = models.BigIntegerField()
    at = models.DateTimeField(default=clock.now)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    last = models.BigIntegerField(default=0)
    result: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    is_cut = models.BooleanField(default=False)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["noun", "-id"], name="recount_noun"),
            models.Index(fields=["id"], name="recount_open", condition=Q(finished_at__isnull=True)),
        ]
