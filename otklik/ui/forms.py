"""Form fields that every surface shares."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Protocol
from zoneinfo import available_timezones

from django import forms
from django.conf import settings

from otklik.kernel.text import clean, clean_line


class TranslatedInput(forms.MultiWidget):
    """One input for each language of the interface."""

    template_name = ""  # drawn by the macro `translated`, never by Django

    def __init__(self, widget: type[forms.Widget] = forms.TextInput, attrs: dict[str, Any] | None = None) -> None:
        self.languages = dict(settings.LANGUAGES)
        super().__init__({code: widget(attrs={"lang": code}) for code in self.languages}, attrs)

    def decompress(self, value: Mapping[str, str] | None) -> list[str]:
        return [(value or {}).get(code, "") for code in self.languages]


class TranslatedField(forms.MultiValueField):
    """Text in three languages, cleaned to {"ru": …, "uk": …, "en": …} without empty ones (F18).

    A required one wants at least one language: the others fall back to it.
    """

    def __init__(self, *, max_length: int | None = None, multiline: bool = False, **kwargs: Any) -> None:
        widget = TranslatedInput(forms.Textarea if multiline else forms.TextInput)
        fields = [forms.CharField(required=False, max_length=max_length) for _ in settings.LANGUAGES]
        super().__init__(fields, widget=widget, require_all_fields=False, **kwargs)

    def clean(self, value: Sequence[str | None]) -> dict[str, str]:
        """Spaces alone are nothing."""
        return super().clean([(text or "").strip() for text in value]) or {}

    def compress(self, data_list: Sequence[str]) -> dict[str, str]:
        codes = [code for code, _ in settings.LANGUAGES]
        return {code: text for code, text in zip(codes, data_list, strict=False) if text}


class Line(forms.CharField):
    """A typed line, without NUL, controls and bidi tricks."""

    def to_python(self, value: Any) -> str:
        """The line, cleaned."""
        return clean_line(str(value or ""))


class Text(forms.CharField):
    """A typed text of several lines, cleaned."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        """The text, cleaned."""
        return clean(str(value or "")).strip()


class ZoneField(forms.ChoiceField):
    """A time zone: the usual ones, and the one that is set already."""

    def __init__(self, **known: Any) -> None:
        zones = [("", "—"), *zones_shown()] if not known.get("required", True) else zones_shown()
        super().__init__(choices=zones, **known)

    def valid_value(self, value: object) -> bool:
        """Any zone that this machine knows."""
        return value in known_zones()


@cache
def known_zones() -> frozenset[str]:
    """Every zone that this machine knows; asking for them reads hundreds of files."""
    return frozenset(available_timezones())


@cache
def zones_shown() -> list[tuple[str, str]]:
    """Zones of inhabited places, by the names of the IANA database."""
    places = ("Europe/", "Asia/", "America/", "Africa/", "Australia/", "Pacific/", "Atlantic/", "Indian/")
    return [(zone, zone) for zone in sorted(known_zones()) if zone.startswith(places) or zone == "UTC"]


class Described(Protocol):
    """What a custom field says of itself: a row of `people.CustomField`."""

    code: str
    name: Mapping[str, str]
    type: str
    choices: list[str]
    is_required: bool


def custom_input(field: Described, value: Any = None) -> forms.Field:
    """The input for a custom field (B9); its value comes out as a form cleans it, not yet as JSON."""
    known: dict[str, Any] = {
        "label": str(field.name),
        "required": field.is_required and field.type != "yes_no",
        "initial": value,
    }
    if field.type == "choice":
        kept = [value] if value and value not in field.choices else []
        return forms.ChoiceField(choices=[("", "—"), *((one, one) for one in [*field.choices, *kept])], **known)
    if field.type == "date":
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **known)
    if field.type == "link":
        return forms.URLField(assume_scheme="https", max_length=500, **known)
    if field.type == "number":
        return forms.DecimalField(max_digits=18, **known)
    return forms.BooleanField(**known) if field.type == "yes_no" else Line(max_length=500, **known)
