from __future__ import annotations

from django.db import models
from django.db.models import Q

from otklik.kernel import clock
from otklik.people.models import Person


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """The vocabulary of attached files."""

    def visible_to(self, person: Person | None) -> AttachmentQuerySet:
        """Files of messages that the person may read, and their own files that are not sent yet."""
        from otklik.tickets.models.message import Message

        if person is None or not person.is_authenticated:
            return self.none()
        return self.filter(Q(message__in=Message.objects.visible_to(person)) | Q(message__isnull=True, owner=person))

    def waiting(self, owner: Person) -> AttachmentQuerySet:
        """Uploaded by `owner`, not sent with a message yet."""
        return self.filter(message__isnull=True, owner=owner)


class Attachment(models.Model):
    """A file of a message, or of a draft while `message` is empty."""

    message = models.ForeignKey("Message", on_delete=models.CASCADE, null=True, blank=True, related_name="attachments")
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    file = models.ForeignKey("kernel.StoredFile", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    content_id = models.CharField(max_length=255, blank=True)
    is_inline = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["order", "id"]
        indexes = [
            models.Index(fields=["owner", "created_at"], name="attachment_waiting", condition=Q(message__isnull=True))
        ]
