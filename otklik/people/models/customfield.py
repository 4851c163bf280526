from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.kernel.translated import TranslatedField


class FieldType(models.TextChoices):
    """What a custom field holds."""

    TEXT = "text", pgettext_lazy("person", "text")
    NUMBER = "number", pgettext_lazy("person", "number")
    DATE = "date", pgettext_lazy("person", "date")
    YES_NO = "yes_no", _("yes or no")
    CHOICE = "choice", pgettext_lazy("person", "choice")
    LINK = "link", pgettext_lazy("person", "link")


class FieldNoun(models.TextChoices):
    """What a custom field describes."""

    TICKET = "ticket", pgettext_lazy("person", "request")
    PERSON = "person", pgettext_lazy("person", "person")
    ORGANIZATION = "organization", pgettext_lazy("person", "company")


class CustomField(models.Model):
    """A field that an installation adds; values live in `fields` (jsonb) of the row, by `code` (B9)."""

    noun = models.CharField(max_length=12, choices=FieldNoun.choices)
    code = models.SlugField(max_length=40)
    name = TranslatedField(default=dict)
    type = models.CharField(max_length=10, choices=FieldType.choices, default=FieldType.TEXT)
    choices = models.JSONField(default=list, blank=True)
    is_required = models.BooleanField(default=False)
    is_filtered = models.BooleanField(default=False)
    customer_sees = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["noun", "order", "id"]
        constraints = [models.UniqueConstraint(fields=["noun", "code"], name="custom_field")]
