from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from otklik.cards.models.source import CODE
from otklik.kernel import audit
from otklik.kernel.verbs import Refused, verb
from otklik.people import rights
from otklik.people.models import CustomField, Person


class FillingQuerySet(models.QuerySet["Filling"]):
    """The vocabulary of fillings."""

    def visible_to(self, person: Person | None) -> FillingQuerySet:
        """Those who answer for the company see them (F8)."""
        if person is None or not person.is_authenticated or not person.may(rights.MANAGE_COMPANY):
            return self.none()
        return self


class Filling(models.Model):
    """A field of the card, by its code, fills a custom field of ours (C2).

    `overwrites`: also what a person has typed; else only what is empty, or was filled by the card before.
    """

    code = models.CharField(max_length=40)
    field = models.OneToOneField(CustomField, on_delete=models.CASCADE, related_name="+")
    overwrites = models.BooleanField(default=False)

    objects = FillingQuerySet.as_manager()

    class Meta:
        ordering = ["code", "id"]

    @classmethod
    def add(cls, *, by: Person, **fields: Any) -> Filling:
        """One more. Raises Refused with the name of what does not fit."""
        filling = cls()
        filling.change(by=by, **fields)
        return filling

    @verb
    def change(self, *, code: str, field: CustomField, overwrites: bool, by: Person) -> None:
        """Say what fills what. Raises Refused with the name of what does not fit."""
        rights.require(by, rights.MANAGE_COMPANY)
        if not CODE.fullmatch(code):
            raise Refused("filling.code", _("Small Latin letters, digits, “_”, “-” and “.”."), name="code")
        if Filling.objects.filter(field=field).exclude(pk=self.pk).exists():
            raise Refused("filling.known", _("The card fills this field already."), name="field")
        before = self._shown() if self.pk else None
        self.code, self.field, self.overwrites = code, field, overwrites
        self.save()
        name = "filling.changed" if before else "filling.added"
        audit.changed(name, by=by, noun=self, before=before, after=self._shown())

    @verb
    def remove(self, *, by: Person) -> None:
        """It fills nothing any more; what was filled stays."""
        rights.require(by, rights.MANAGE_COMPANY)
        audit.changed("filling.removed", by=by, noun=self, before=self._shown())
        self.delete()

    def _shown(self) -> Mapping[str, Any]:
        field = f"{self.field.noun}.{self.field.code}"
        return {"code": self.code, "field": field, "overwrites": self.overwrites}


class Filled(models.Model):
    """What the card has put into a custom field of one row last: while it stands there, nobody has typed over it."""

    field = models.ForeignKey(CustomField, on_delete=models.CASCADE, related_name="+", db_index=False)
    noun_id = models.BigIntegerField()
    value = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["field", "noun_id"], name="filled_once")]
