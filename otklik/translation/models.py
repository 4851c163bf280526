"""What a machine made of a message in another language."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from otklik.kernel import clock
from otklik.people.models import Person
from otklik.tickets.models import Message


class TranslationQuerySet(models.QuerySet["Translation"]):
    """The vocabulary of translations."""

    def visible_to(self, person: Person | None) -> TranslationQuerySet:
        """Staff who see the message see it in another language; customers read what was said (F8)."""
        if person is None or not person.is_authenticated or not person.is_staff_member:
            return self.none()
        return self.filter(message__in=Message.objects.visible_to(person))


class Translation(models.Model):
    """A message in one language, made once; nobody has checked it."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    body = models.TextField()
    asked_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = TranslationQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "language"], name="translation_once")]
