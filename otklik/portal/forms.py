"""What customers write and choose."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.kernel import addresses
from otklik.people.models.person import Tone

LONGEST = 100_000
ZONES = sorted(
    zone for zone in available_timezones() if zone.startswith(("Europe/", "Asia/", "America/")) or zone == "UTC"
)


class AskForm(forms.Form):
    """One box (A1); a guest also says where to answer."""

    text = forms.CharField(label=_("Your question"), max_length=LONGEST, required=False, widget=forms.Textarea)
    is_private = forms.BooleanField(label=_("Visible to me only"), required=False)

    def __init__(self, *args: Any, is_guest: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_guest:
            self.fields["email"] = forms.CharField(
                label=_("Where to answer: your e-mail"),
                max_length=320,
                widget=forms.EmailInput(attrs={"autocomplete": "email"}),
            )
            self.fields["name"] = forms.CharField(
                label=_("How to call you"),
                max_length=100,
                required=False,
                widget=forms.TextInput(attrs={"autocomplete": "name"}),
            )

    def clean_email(self) -> str:
        """An address that letters reach, as written."""
        email: str = self.cleaned_data["email"]
        try:
            addresses.normalise("email", email)
        except addresses.InvalidAddress as invalid:
            raise forms.ValidationError(str(invalid.said)) from None
        return email.strip()


class ProfileForm(forms.Form):
    """How we speak to a customer: name, form of address, tone, language, zone (A11, R32)."""

    name = forms.CharField(label=pgettext_lazy("portal", "Name"), max_length=200)
    called = forms.CharField(label=_("How to call you"), max_length=100, required=False)
    tone = forms.ChoiceField(label=pgettext_lazy("portal", "Tone"), choices=Tone.choices)
    language = forms.ChoiceField(label=pgettext_lazy("portal", "Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=[(zone, zone) for zone in ZONES])


class RatingForm(forms.Form):
    """1 to 5, and words (B8)."""

    score = forms.IntegerField(min_value=1, max_value=5)
    comment = forms.CharField(max_length=5000, required=False)
