from django.db import models
from django.db.models import Q

from otklik.people.models import Line, Person
from otklik.tickets.kinds import Turn
from otklik.tickets.models.status import Status


class Span(models.Model):
    """An interval in which nothing about whose turn it is changed. Promises, norms, reports and pay derive from
    spans.
    """

    ticket = models.ForeignKey("Ticket", on_delete=models.PROTECT, related_name="spans")
    status = models.ForeignKey(Status, on_delete=models.PROTECT, related_name="+")
    turn = models.CharField(max_length=10, choices=Turn.choices)
    holder = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    responsible = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, null=True, related_name="+")
    debt = models.BooleanField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["started_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(ended_at__isnull=True), name="span_running")
        ]
        indexes = [
            models.Index(fields=["ticket", "started_at"], name="span_ticket"),
            models.Index(fields=["started_at"], name="span_our_turn", condition=Q(turn="ours")),
        ]
