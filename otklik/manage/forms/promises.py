"""A promise: how soon, and to whom."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.clocks.models import PROMISED, Promise
from otklik.manage.forms.hours import LengthField, shown_length
from otklik.manage.forms.naming import NameForm
from otklik.people.models import Line as SupportLine
from otklik.people.models import Organization, Person
from otklik.tickets.fields import CHANNELS
from otklik.tickets.fields import WORK as KINDS
from otklik.tickets.models import Category

LIMITS = ("first_reply", "substance", "next_reply", "solution", "update")

WORK = tuple(KINDS.items())

URGENCIES = (
    (0, pgettext_lazy("urgency", "usual")),
    (1, pgettext_lazy("urgency", "raised")),
    (2, pgettext_lazy("urgency", "critical")),
)


class PromiseForm(NameForm):
    """Conditions that are left empty fit every request."""

    first_reply = LengthField(label=_("First reply within"), help_text=_("For example “2 h”."), required=False)
    substance = LengthField(
        label=_("First answer to the point within"),
        help_text=_("A holding message that only promises the next word does not keep it."),
        required=False,
    )
    next_reply = LengthField(label=_("Next reply within"), required=False)
    solution = LengthField(label=_("Solution within"), required=False)
    update = LengthField(
        label=_("News while in development every"),
        help_text=_("How long a customer may hear nothing while developers have the request."),
        required=False,
    )
    counting = forms.ChoiceField(label=_("Which time counts"), choices=PROMISED)
    channel = forms.ChoiceField(
        label=pgettext_lazy("of a request", "Channel"), choices=[("", "—"), *CHANNELS.items()], required=False
    )
    work_type = forms.ChoiceField(label=_("Kind of work"), choices=[("", "—"), *WORK], required=False)
    urgency = forms.TypedChoiceField(
        label=pgettext_lazy("of a request", "Urgency"),
        choices=[("", "—"), *URGENCIES],
        coerce=int,
        empty_value=None,
        required=False,
    )
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
