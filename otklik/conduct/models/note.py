from __future__ import annotations

from django.db import models

from otklik.conduct.selves import behind
from otklik.people import rights
from otklik.people.models import Person


class NoteQuerySet(models.QuerySet["Note"]):
    """The vocabulary of conduct notes."""

    def visible_to(self, person: Person | None) -> NoteQuerySet:
        """Staff with the right; no customer, whatever their company role."""
        if person is None or not person.is_authenticated or not person.may(rights.SEE_CONDUCT):
            return self.none()
        return self

    def of(self, person: Person | models.OuterRef) -> NoteQuerySet:
        """About the person and the records that became theirs, the newest first."""
        return self.filter(behind(person)).order_by("-at", "-id")


class Note(models.Model):
    """How somebody behaves, for colleagues with the right alone; the newest holds, the others are its history."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = NoteQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "-at", "-id"], name="conduct_note_newest")]
