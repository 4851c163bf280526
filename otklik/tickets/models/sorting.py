from __future__ import annotations

import unicodedata

from django.db import models
from django.db.models import Q

from otklik.kernel import clock
from otklik.kernel.translated import TranslatedField
from otklik.people import rights
from otklik.people.models import Line, Person


def normalised_tag(name: str) -> str:
    """How tags are compared: whatever the case of their letters."""
    return unicodedata.normalize("NFC", " ".join(name.split())).casefold()[:60]


class Tag(models.Model):
    """A word that staff put on requests (B7). Who types one that was merged gets the one that it became."""

    name = models.CharField(max_length=60)
    normalised = models.CharField(max_length=60, unique=True)
    is_active = models.BooleanField(default=True)
    created_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["normalised"]

    def __str__(self) -> str:
        return self.name


class TicketTag(models.Model):
    """A tag on a request."""

    ticket = models.ForeignKey("Ticket", on_delete=models.CASCADE, related_name="ticket_tags")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="ticket_tags")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "tag"], name="ticket_tag_once")]


class Category(models.Model):
    """A node of the tree of reasons (B7). `path` is the ids from the root, so that a subtree is one prefix.

    `work_type` is the kind of work of its requests (C9); empty: that of the category above, then of the line.
    """

    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    name = TranslatedField(default=dict)
    path = models.CharField(max_length=200, editable=False, db_index=True)
    order = models.PositiveSmallIntegerField(default=0)
    line = models.ForeignKey(Line, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    developer = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    is_active = models.BooleanField(default=True)
    work_type = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["path"]

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the path; an id is needed first."""
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments, passed through
        path = f"{self.parent.path if self.parent else '/'}{self.pk}/"
        if path != self.path:
            self.path = path
            Category.objects.filter(pk=self.pk).update(path=path)
            for child in self.children.all():
                child.save()


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """The vocabulary of saved views."""

    def visible_to(self, person: Person | None) -> SavedViewQuerySet:
        """One's own, and those shared with everybody."""
        if person is None or not person.may(rights.DESK):
            return self.none()
        return self.filter(Q(owner=person) | Q(is_shared=True))


class SavedView(models.Model):
    """A condition with a name (F15): a list that somebody returns to (*подборка*)."""

    owner = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="views")
    name = models.CharField(max_length=80)
    condition = models.TextField(blank=True)
    is_shared = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["order", "id"]
