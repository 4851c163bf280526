from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy

from otklik.people.models import Person
from otklik.tickets.models import Message, Ticket


class InquiryQuerySet(models.QuerySet["Inquiry"]):
    """The vocabulary of inquiries."""

    def visible_to(self, person: Person | None) -> InquiryQuerySet:
        """Those of requests that the person sees."""
        if person is None or not person.is_authenticated or not person.is_staff_member:
            return self.none()
        return self.filter(ticket__in=Ticket.objects.visible_to(person).values("pk"))


class Inquiry(models.Model):
    """A typed query to the company's system about a request's customer (C2): who asked, what, and how it went.

    The answer is not kept here; `message` is the note that took it into the request.
    """

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("inquiry", "asked")
        ANSWERED = "answered", pgettext_lazy("inquiry", "answered")
        FAILED = "failed", pgettext_lazy("inquiry", "not answered")

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    parameters = models.JSONField(default=dict)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    error = models.CharField(max_length=300, blank=True)
    milliseconds = models.PositiveIntegerField(null=True)
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)

    objects = InquiryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["ticket", "-id"], name="inquiry_ticket"),
            models.Index(fields=["message"], name="inquiry_message", condition=models.Q(message__isnull=False)),
        ]
