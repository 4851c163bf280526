"""Form fields that every surface shares."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings


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
