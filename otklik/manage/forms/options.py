"""Inputs for declared settings, each by its type (F17)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.kernel import settings
from otklik.kernel.settings import Choice, Duration, Flag, Link, Number, Secret, Setting, Text, Words, Zone
from otklik.ui import forms as ours

UNITS = {
    "1": pgettext_lazy("unit of time", "seconds"),
    "60": pgettext_lazy("unit of time", "minutes"),
    "3600": pgettext_lazy("unit of time", "hours"),
    "86400": pgettext_lazy("unit of time", "days"),
}
LONG = 200
"""Texts that may be longer get several lines."""


class LengthInput(forms.MultiWidget):
    """A number and its unit."""

    template_name = ""  # drawn by the macro `length`, never by Django

    def __init__(self) -> None:
        super().__init__([forms.NumberInput(attrs={"min": 0}), forms.Select(choices=list(UNITS.items()))])

    def decompress(self, value: timedelta | None) -> list[str]:
        """In the largest unit that gives a whole number."""
        seconds = int((value or timedelta()).total_seconds())
        unit = next(unit for unit in ("86400", "3600", "60", "1") if seconds % int(unit) == 0)
        return [str(seconds // int(unit)), unit if seconds else "60"]


class LengthField(forms.MultiValueField):
    """A length of time."""

    def __init__(self, **known: Any) -> None:
        fields = [forms.IntegerField(min_value=0, max_value=10**6), forms.ChoiceField(choices=list(UNITS.items()))]
        super().__init__(fields, widget=LengthInput(), **known)

    def compress(self, data_list: Any) -> timedelta:
        """The number in its unit."""
        return timedelta(seconds=data_list[0] * int(data_list[1])) if data_list else timedelta()


class OptionsForm(forms.Form):
    """The settings of one package, beside those that have a place of their own."""

    def __init__(self, data: Any = None, files: Any = None, *, shown: list[Setting[Any]]) -> None:
        super().__init__(data, files, initial={one.name: one.value for one in shown if not isinstance(one, Secret)})
        for one in shown:
            self.fields[one.name] = _input(one)

    def wanted(self) -> dict[str, Any]:
        """What to set; an empty secret keeps the one there is."""
        kept = {name for name, one in settings.SETTINGS.items() if isinstance(one, Secret)}
        return {name: value for name, value in self.cleaned_data.items() if value or name not in kept}


def _input(setting: Setting[Any]) -> forms.Field:
    known: dict[str, Any] = {"label": setting.title, "help_text": setting.hint, "required": False}
    match setting:
        case Flag():
            return forms.BooleanField(**known)
        case Number():
            return forms.IntegerField(min_value=setting.least, max_value=setting.most, **{**known, "required": True})
        case Duration():
            return LengthField(**{**known, "required": True})
        case Words():
            return ours.TranslatedField(max_length=200, **{**known, "required": bool(setting.default)})
        case Choice():
            return forms.ChoiceField(choices=list(setting.choices.items()), **known)
        case Zone():
            return ours.ZoneField(**{**known, "required": True})
        case Secret():
            return _secret(setting, known)
    assert isinstance(setting, Text)
    field = ours.Text if setting.longest > LONG and not isinstance(setting, Link) else ours.Line
    return field(max_length=setting.longest, **known)


def _secret(setting: Secret, known: dict[str, Any]) -> forms.Field:
    """Written, never shown."""
    if setting.value:
        known["help_text"] = _("One is kept. Empty: it stays.")
    widget = forms.PasswordInput(render_value=False, attrs={"autocomplete": "new-password"})
    return forms.CharField(strip=False, widget=widget, **known)


class LogoForm(forms.Form):
    """A picture."""

    logo = forms.FileField(
        label=pgettext_lazy("person", "Logo"), help_text=_("PNG, JPEG, GIF or WebP; it is drawn anew.")
    )
