from __future__ import annotations

from django.db import models

from otklik.kernel import clock
from otklik.people.models import Person


class Replay(models.Model):
    """What a draft of norms would have brought over a past month, counted request by request (R24).

    It writes only itself: `last` is the request it has come to, `result` what has been counted so far.
    """

    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)
    since = models.DateTimeField()
    until = models.DateTimeField()
    drafts = models.JSONField()
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    last = models.BigIntegerField(default=0)
    result = models.JSONField(default=dict)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["at"], name="replay_at")]
