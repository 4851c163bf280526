"""What is written about client companies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.manage.forms.filling import Filled
from otklik.people import companies
from otklik.people.models import Organization
from otklik.people.models.customfield import FieldNoun
from otklik.ui.forms import Line, Text, ZoneField


class CompanyForm(Filled):
    """A client company; its domains are written one a line, or with commas."""

    name = Line(label=pgettext_lazy("of a company", "Name"), max_length=200)
    domains = Text(
        label=_("Mail domains"),
        help_text=_("Whoever proves an address there joins the company and sees only their own requests. One a line."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    language = forms.ChoiceField(
        label=pgettext_lazy("of a person", "Language"), choices=[("", "—"), *settings.LANGUAGES], required=False
    )
    time_zone = ZoneField(label=_("Time zone"), required=False)
    note = Text(
        label=pgettext_lazy("of a person", "Note"),
        help_text=_("Only colleagues read it."),
        max_length=10_000,
        required=False,
    )

    def __init__(self, data: Any = None, files: Any = None, *, organization: Organization | None) -> None:
        known = organization or Organization()
        shown: dict[str, Any] = {name: getattr(known, name) for name in ("name", "language", "time_zone", "note")}
        if organization is not None:
            shown["domains"] = "\n".join(companies.domains_of(organization))
        super().__init__(data, files, initial=shown)
        self.describe(FieldNoun.ORGANIZATION, known.fields)

    def clean_domains(self) -> list[str]:
        """Each domain once."""
        return list(dict.fromkeys(self.cleaned_data["domains"].replace(",", " ").split()))
