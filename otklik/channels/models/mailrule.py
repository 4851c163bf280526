"""Rules for letters that come: a condition, and what is done where it holds (F15)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from otklik.kernel import audit, clock, ordering
from otklik.kernel.text import clean_line
from otklik.kernel.verbs import Refused, verb
from otklik.people import rights
from otklik.people.models import Line, Person
from otklik.tickets.models import Category, Tag


class Fate(models.TextChoices):
    """What becomes of the letter itself."""

    READ = "", pgettext_lazy("fate of a letter", "becomes a request")
    PARK = "park", pgettext_lazy("fate of a letter", "waits for a decision")
    SPAM = "spam", pgettext_lazy("fate of a letter", "is held for spam, and waits")


class MailRule(models.Model):
    """One rule; they are asked in their order, until one that `stops` fits. `condition` is a tree, as JSON."""

    name = models.CharField(max_length=100)
    condition = models.JSONField()
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    fate = models.CharField(max_length=4, choices=Fate.choices, default=Fate.READ, blank=True)
    stops = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    order = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["order", "id"]

    @verb
    def put(self, *, by: Person, **fields: Any) -> None:
        """Make it, or change it. Raises Refused with the code of what does not fit."""
        rights.require(by, rights.MANAGE_CHANNELS)
        before = self._shown() if self.pk else None
        for name, value in fields.items():
            setattr(self, name, value)
        self.name = clean_line(self.name)[:100]
        if not self.name:
            raise Refused("mailrule.name", _("Give the rule a name."), name="name")
        if not (self.category_id or self.tag_id or self.line_id or self.fate):
            raise Refused("mailrule.nothing", _("Say what the rule does."))
        if before is None:
            self.order = ordering.last(MailRule.objects.all())
        self.changed_at = clock.now()
        self.save()
        code = "mailrule.added" if before is None else "mailrule.changed"
        audit.changed(code, by=by, noun=self, before=before, after=self._shown())

    @verb
    def use(self, *, is_active: bool, by: Person) -> None:
        """Take it into use, or out of it."""
        self.put(by=by, is_active=is_active)

    @verb
    def move(self, *, up: bool, by: Person) -> None:
        """One place earlier or later."""
        rights.require(by, rights.MANAGE_CHANNELS)
        if ordering.move(self, MailRule.objects.all(), up=up):
            audit.changed("mailrule.changed", by=by, noun=self, after={"earlier": up})

    def _shown(self) -> dict[str, Any]:
        names = ("name", "condition", "category_id", "tag_id", "line_id", "fate", "stops", "is_active")
        return {name: getattr(self, name) for name in names}
