from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from otklik.kernel.translated import TranslatedField


class FieldType(models.TextChoices):
    """What a custom field holds."""

    TEXT = "text", _("text")
    NUMBER = "number", _("number")
    DATE = "date", _("date")
    YES_NO = "yes_no", _("yes or no")
    CHOICE = "choice", _("choice")
    LINK = "link", _("link")


class FieldNoun(models.TextChoices):
    """What a custom field describes."""

    TICKET = "ticket", _("request")
    PERSON = "person", _("person")
    ORGANIZATION = "organization", _("company")


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
