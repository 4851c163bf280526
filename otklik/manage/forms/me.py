"""What members of staff say of themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.notices.models import Quiet
from otklik.people.models import Person
from otklik.ui.forms import Line, Text, ZoneField

NAMES = ("name", "called", "language", "time_zone", "signature", "hot_keys")


class MeForm(forms.Form):
    """One's own record."""

    name = Line(label=pgettext_lazy("of a person", "Name"), max_length=200, help_text=_("Customers see it."))
    called = Line(
        label=_("How customers call you"),
        help_text=_("Your first name, unless you sign otherwise."),
        max_length=100,
        required=False,
    )
    language = forms.ChoiceField(label=pgettext_lazy("of a person", "Language"), choices=settings.LANGUAGES)
    time_zone = ZoneField(label=_("Time zone"))
    signature = Text(
        label=pgettext_lazy("of a person", "Signature"),
        help_text=_("Ends every letter to a customer."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    hot_keys = forms.BooleanField(
        label=_("Single keys work: A accepts, J and K walk, ? shows them all"), required=False
    )

    def __init__(self, data: Any = None, files: Any = None, *, person: Person) -> None:
        super().__init__(data, files, initial={name: getattr(person, name) for name in NAMES})


class QuietForm(forms.Form):
    """Hours without letters and notifications."""

    begins = forms.TimeField(
        label=_("Quiet from"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    ends = forms.TimeField(
        label=pgettext_lazy("quiet hours", "until"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    weekends = forms.BooleanField(label=_("On weekends the whole day"), required=False)

    def __init__(self, data: Any = None, files: Any = None, *, person: Person) -> None:
        quiet = Quiet.objects.filter(person=person).first()
        shown = {name: getattr(quiet, name) for name in ("begins", "ends", "weekends")} if quiet else {"weekends": True}
        super().__init__(data, files, initial=shown)

    def clean(self) -> dict[str, Any]:
        """Both hours, or none."""
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and (data.get("begins") is None) != (data.get("ends") is None):
            raise forms.ValidationError(_("Say both hours, or none."))
        return data
