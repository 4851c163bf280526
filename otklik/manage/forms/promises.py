"""A promise: how soon, and to whom."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.clocks.models import Counting, Promise
from otklik.manage.forms.hours import LengthField, shown_length
from otklik.manage.forms.naming import NameForm
from otklik.people.models import Line as SupportLine
from otklik.people.models import Organization, Person
from otklik.tickets.models import Category

LIMITS = ("first_reply", "next_reply", "solution")


class PromiseForm(NameForm):
    """Conditions that are left empty fit every request."""

    first_reply = LengthField(label=_("First reply within"), help_text=_("For example “2 h”."), required=False)
    next_reply = LengthField(label=_("Next reply within"), required=False)
    solution = LengthField(label=_("Solution within"), required=False)
    counting = forms.ChoiceField(label=_("Which time counts"), choices=Counting.choices)
    is_contract = forms.BooleanField(label=_("By contract, not just “we try”"), required=False)
    is_active = forms.BooleanField(label=pgettext_lazy("of a thing", "In use"), required=False, initial=True)

    def __init__(self, data: Any = None, files: Any = None, *, reader: Person, **known: Any) -> None:
        super().__init__(data, files, **known)
        companies = Organization.objects.visible_to(reader).by_name()
        rows = {
            "organization": (pgettext_lazy("of a person", "Company"), companies),
            "category": (pgettext_lazy("audited", "Category"), Category.objects.all()),
            "line": (pgettext_lazy("audited", "Line"), SupportLine.objects.filter(is_active=True)),
        }
        for name, (label, queryset) in rows.items():
            field: Any = forms.ModelChoiceField(label=label, queryset=queryset, required=False, empty_label="—")
            field.label_from_instance = lambda row: str(row.name)
            self.fields[name] = field


def known_of(promise: Promise) -> dict[str, Any]:
    """What the form of a promise is filled with."""
    about = {name: getattr(promise, name) for name in PromiseForm.base_fields}
    limits = {name: shown_length(getattr(promise, name)) for name in LIMITS}
    whom = {"organization": promise.organization_id, "category": promise.category_id, "line": promise.line_id}
    return {**about, **limits, **whom}
