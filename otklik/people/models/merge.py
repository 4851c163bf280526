from django.db import models

from otklik.kernel import clock
from otklik.people.models.person import Person


class PersonMerge(models.Model):
    """Two records turned out to be one person; `moved` remembers what to give back."""

    source = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges_away")
    target = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges_in")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    moved = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
